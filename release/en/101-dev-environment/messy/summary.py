from climate import *
import math
def yearly_means( rows ):
    means={}
    for year in set([row[0] for row in rows]) :
        list=[to_celsius(row[2]) for row in rows if row[0]==year]
        means[year]=sum(list)/len(list)
    return means


def warmest(means):
    best = None
    for year in means.keys():
        temperature = means[year]
        if best == None or means[year] > means[best]: best = year
    return best


def coldest(means):
    best = None
    for year in means :
        if best is None or means[year] < mean[best]:
            best = year
    return best
