"""Rankings: the raw place beside the place adjusted for the mix of cases; who cannot be told apart shares one."""
