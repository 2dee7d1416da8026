"""What must not get into the base by accident: names, СНИЛС, passports, telephones, addresses."""
