print("bptui")
