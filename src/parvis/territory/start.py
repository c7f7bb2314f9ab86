"""A territory folder to start from."""


def init(): ...
