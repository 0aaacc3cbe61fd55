import os, sys
from csv import *

def read_temperatures(path, rows=[]):
    try:
        f = open(path, encoding="utf-8")
        for record in DictReader(f):
            rows.append( (int(record['year']), int(record['month']), float(record['fahrenheit'])) )
    except:
        print('cannot read', path)
    return rows

def to_celsius(fahrenheit):
    if fahrenheit == None :
        return None
    else:
        return (fahrenheit-32)*5/9
