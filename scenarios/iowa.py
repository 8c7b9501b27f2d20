"""Real towns of Iowa, and the trades and names from which accounts are invented.

Town centres are rounded WGS 84 coordinates. Every account is made up; a likeness to a real
business is chance.
"""

from __future__ import annotations

from typing import NamedTuple


class Town(NamedTuple):
    """A town: its centre, and the radius in km in which its businesses lie."""

    latitude: float
    longitude: float
    radius_km: float
    postcode: str


TOWNS = {
    "Adel": Town(41.614, -94.018, 1.0, "50003"),
    "Altoona": Town(41.644, -93.469, 1.8, "50009"),
    "Ames": Town(42.023, -93.620, 3.0, "50010"),
    "Anamosa": Town(42.106, -91.281, 1.0, "52205"),
    "Ankeny": Town(41.731, -93.600, 3.0, "50023"),
    "Bettendorf": Town(41.549, -90.485, 2.5, "52722"),
    "Bondurant": Town(41.691, -93.460, 1.0, "50035"),
    "Boone": Town(42.059, -93.880, 1.5, "50036"),
    "Cedar Falls": Town(42.518, -92.456, 2.8, "50613"),
    "Cedar Rapids": Town(41.975, -91.668, 5.0, "52402"),
    "Charles City": Town(43.061, -92.674, 1.2, "50616"),
    "Cherokee": Town(42.752, -95.552, 1.0, "51012"),
    "Clinton": Town(41.845, -90.193, 2.2, "52732"),
    "Clive": Town(41.604, -93.769, 1.6, "50325"),
    "Coralville": Town(41.683, -91.593, 1.8, "52241"),
    "Davenport": Town(41.538, -90.599, 4.0, "52803"),
    "Denison": Town(42.015, -95.357, 1.0, "51442"),
    "Des Moines": Town(41.600, -93.620, 5.0, "50309"),
    "DeWitt": Town(41.826, -90.540, 1.0, "52742"),
    "Dubuque": Town(42.508, -90.677, 3.5, "52001"),
    "Eldridge": Town(41.655, -90.573, 1.0, "52748"),
    "Evansdale": Town(42.476, -92.290, 1.0, "50707"),
    "Grimes": Town(41.679, -93.780, 1.2, "50111"),
    "Grinnell": Town(41.741, -92.727, 1.2, "50112"),
    "Hiawatha": Town(42.046, -91.673, 1.2, "52233"),
    "Huxley": Town(41.897, -93.607, 0.8, "50124"),
    "Independence": Town(42.469, -91.893, 1.0, "50644"),
    "Indianola": Town(41.358, -93.562, 1.5, "50125"),
    "Iowa City": Town(41.650, -91.530, 3.0, "52240"),
    "Iowa Falls": Town(42.520, -93.264, 1.0, "50126"),
    "Johnston": Town(41.669, -93.698, 1.8, "50131"),
    "Knoxville": Town(41.321, -93.108, 1.0, "50138"),
    "Le Mars": Town(42.789, -96.174, 1.2, "51031"),
    "Maquoketa": Town(42.069, -90.666, 1.0, "52060"),
    "Marion": Town(42.033, -91.593, 2.2, "52302"),
    "Marshalltown": Town(42.042, -92.912, 2.0, "50158"),
    "Mount Vernon": Town(41.922, -91.417, 0.8, "52314"),
    "Muscatine": Town(41.436, -91.045, 2.0, "52761"),
    "Nevada": Town(42.013, -93.440, 1.0, "50201"),
    "Newton": Town(41.699, -93.038, 1.5, "50208"),
    "North Liberty": Town(41.752, -91.608, 1.5, "52317"),
    "Norwalk": Town(41.475, -93.682, 1.2, "50211"),
    "Oelwein": Town(42.669, -91.914, 1.0, "50662"),
    "Onawa": Town(42.026, -96.097, 0.8, "51040"),
    "Orange City": Town(43.007, -96.058, 0.9, "51041"),
    "Pella": Town(41.400, -92.925, 1.2, "50219"),
    "Perry": Town(41.839, -94.105, 1.0, "50220"),
    "Pleasant Hill": Town(41.599, -93.506, 1.3, "50327"),
    "Sac City": Town(42.422, -94.987, 0.8, "50583"),
    "Sheldon": Town(43.186, -95.841, 1.0, "51201"),
    "Sioux Center": Town(43.078, -96.176, 1.0, "51250"),
    "Sioux City": Town(42.494, -96.379, 4.0, "51101"),
    "Storm Lake": Town(42.647, -95.200, 1.2, "50588"),
    "Story City": Town(42.187, -93.596, 0.8, "50248"),
    "Tipton": Town(41.770, -91.128, 0.8, "52772"),
    "Urbandale": Town(41.629, -93.738, 2.2, "50322"),
    "Vinton": Town(42.166, -92.037, 1.0, "52349"),
    "Waterloo": Town(42.493, -92.338, 3.5, "50701"),
    "Waukee": Town(41.614, -93.866, 1.5, "50263"),
    "Waverly": Town(42.726, -92.476, 1.2, "50677"),
    "West Branch": Town(41.671, -91.343, 0.8, "52358"),
    "West Des Moines": Town(41.576, -93.771, 2.8, "50265"),
    "Winterset": Town(41.340, -94.014, 1.0, "50273"),
}

TRADES = (
    # what a local radio and web advertising rep sells to, and when the owner can be met
    ("Auto Group", "Mo-Fr 08:00-18:00; Sa 09:00-16:00"),
    ("Ford Lincoln", "Mo-Sa 08:00-17:30; PH off"),
    ("Furniture", "Mo-Sa 10:00-18:00"),
    ("Heating & Cooling", "Mo-Fr 07:30-12:00,13:00-16:30"),
    ("Family Dental", "Mo-Th 08:00-12:00,13:00-17:00"),
    ("Community Bank", "Mo-Fr 09:00-17:00; PH off"),
    ("Credit Union", "Mo-Fr 08:30-17:00; PH off"),
    ("Realty", "Mo-Fr 09:00-17:00"),
    ("Grill & Taproom", "Tu-Fr 10:00-11:30,14:00-16:30"),
    ("Pizza Company", "Mo-Fr 14:00-17:00"),
    ("Garden Center", "Mo-Sa 09:00-17:00"),
    ("Roofing", "Mo-Fr 07:00-10:00,15:00-17:30"),
    ("Jewelers", "Tu-Sa 10:00-17:30"),
    ("Eye Care", "Mo,Tu,Th,Fr 08:00-17:00; We 12:00-17:00"),
    ("Law Office", "Mo-Fr 09:00-12:00,13:30-17:00; PH off"),
    ("Fitness Club", ""),
    ("Farm Supply", "Mo-Fr 07:30-17:30; Sa 08:00-12:00"),
    ("Flooring", "Mo-Fr 09:00-17:30"),
    ("Event Center", "We-Fr 10:00-18:00"),
    ("Home Health", "Mo-Fr 08:00-16:30"),
    ("Brewing", "Tu-Fr 13:00-17:00"),
    ("Insurance", "Mo-Fr 08:30-16:30; PH off"),
    ("Windows & Siding", "Mo-Fr 08:00-17:00"),
    ("Veterinary Clinic", "Mo-Fr 12:00-14:00,16:00-17:30"),
    ("Appliance", "Mo-Sa 09:00-18:00"),
    ("Orthopedics", "Tu,Th 12:00-13:30; Fr 08:00-16:00"),
)

OWNERS = (
    "Ackerman", "Bakken", "Birchwood", "Brandt", "Callahan", "Cedar Ridge", "Claussen",
    "Cornerstone", "Dahlberg", "Devries", "Eastgate", "Ellwood", "Fairview", "Fenwick",
    "Fischer", "Four Rivers", "Garrity", "Goldfinch", "Grand Prairie", "Hagen", "Harlow",
    "Hawthorn", "Heartland", "Hendricks", "Highpoint", "Ingram", "Jansen", "Keller",
    "Kirkwood", "Koenig", "Lakeside", "Larkspur", "Lindgren", "Loess Hills", "Maple Street",
    "McGrath", "Meyer", "Mill Creek", "Nordstrand", "Northfield", "Oakhill", "Olson",
    "Overland", "Park Avenue", "Pedersen", "Pioneer", "Prairie Rose", "Quigley", "Raccoon",
    "Redhawk", "Ridgeway", "Roosevelt", "Sandahl", "Schroeder", "Silver Oak", "Southridge",
    "Stevens", "Sunrise", "Tallgrass", "Thorpe", "Three Elms", "Union Park", "Vander Weide",
    "Viola", "Walnut Creek", "Weston", "Whitaker", "Windmill", "Yoder", "Zimmerman",
)  # fmt: skip

STREETS = ("Main St", "Grand Ave", "Locust St", "Walnut St", "Lincoln Way", "University Ave",
           "Hickman Rd", "1st Ave", "Elm St", "Court Ave", "Highway 6", "Merle Hay Rd")  # fmt: skip
