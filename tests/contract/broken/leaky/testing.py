IDS = {"somebody": "account"}
