"""How good an extraction is: facts in the form of gold sets, and what scores them."""
