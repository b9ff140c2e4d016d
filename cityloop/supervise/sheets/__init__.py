"""Score sheets: departments and areas marked by what cities agreed on; every lost point leads to the cases that cost it."""
