"""Groups: rooms (XEP-0045) as the core knows them."""
