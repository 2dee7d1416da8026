"""The official view: markers as the office has to report them, and how many schools each threshold catches by chance."""
