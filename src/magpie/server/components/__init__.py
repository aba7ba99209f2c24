"""Components (XEP-0114): programs that answer for a domain of their own, such as gateways.

`gateway.py` is a component's domain as the host knows it, `component.py` a program that is
connected for it, `negotiation.py` how its stream begins, `tcp.py` where, `settings.py` who may.
"""
