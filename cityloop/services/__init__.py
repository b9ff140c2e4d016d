"""政务服务 Services: what citizens and firms apply for. Nothing stands here yet; the walls around it do."""
