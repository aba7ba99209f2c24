"""The operator's console without its window: the server as a child, what it tells, what is wrong.

It is plain Python and sees `base` only: what the server knows comes over its control socket.
"""
