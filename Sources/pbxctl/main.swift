print("pbxctl")
