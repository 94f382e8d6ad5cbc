"""Pure decisions of the register: values in, decision or error out."""
