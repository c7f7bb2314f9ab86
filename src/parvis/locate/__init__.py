"""Where things are: overlay weights, points in zones, zones made from zones."""
