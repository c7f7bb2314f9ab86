"""What can be reached from where: timetables, streets, travel times door to door.

Plain functions on arrays and tables, for notebooks as well as for a build.
"""
