"""What in the base is missing, contradicts itself or looks unusual."""
