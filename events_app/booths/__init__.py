"""Floor plans, booths and the claims producers have on them."""
