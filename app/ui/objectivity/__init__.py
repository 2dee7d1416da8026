"""Signs of schools × papers, the list of official markers, and the evidence of each finding."""
