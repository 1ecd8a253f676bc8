"""Room: kiosk. A step played in a headset: pairing, the page's host, acts and poses, every rule.

Nothing is imported here: a kiosk without a headset must not pay for one when it starts.
"""
