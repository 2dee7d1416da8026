"""The plan of procedures: windows given by the region, what schools chose inside them, breaks, moving, rolling over."""
