"""Pure decisions about lists of people and pasted addresses."""
