"""What every task of a paper checks: skill, level, codes, maximum."""
