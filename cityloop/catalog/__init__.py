"""公共数据 Catalogue: datasets and leave to use them. Nothing stands here yet; the walls around it do."""
