class SSH:
    pass


TEST_SSH_KEY_PATH = TEST_SSH_USER = ""
