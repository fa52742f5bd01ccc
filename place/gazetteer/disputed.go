package gazetteer

// claims are the disputed areas. A shape is drawn wide where it cannot be exact:
// to name one claimant too many costs a question, to leave one out tells the
// wrong government. Claims that lie dormant and those of one Korea on the other
// are left out.
var claims = []Claim{
	// Europe.
	{
		Area: "Crimea", By: []string{"RU", "UA"}, parts: []string{"Q7835"},
		Note: "annexed by Russia in 2014; General Assembly resolution 68/262 holds it to be of Ukraine",
	},
	{
		Area: "Donetsk, Luhansk, Zaporizhzhia and Kherson", By: []string{"RU", "UA"}, in: []string{"UA"},
		Note: "claimed by Russia since September 2022; General Assembly resolution ES-11/4 holds them to be of Ukraine",
		shape: []degree{
			{38.95, 50.15},
			{37.85, 49.95},
			{37.75, 49.3},
			{36.9, 49.15},
			{36.5, 48.65},
			{36.5, 48.15},
			{35, 48.2},
			{34.15, 47.75},
			{33.5, 47.65},
			{32.4, 47.3},
			{31.95, 46.75},
			{31.3, 46.6},
			{31.4, 45.9},
			{35, 45.6},
			{36.5, 46.2},
			{38.3, 46.8},
			{40.4, 47.5},
			{40.4, 49.8},
		},
	},
	{
		Area: "Kosovo", By: []string{"XK", "RS"}, parts: []string{"XK"},
		Note: "declared independent in 2008, which Serbia rejects; Security Council resolution 1244",
	},
	{
		Area: "Transnistria", By: []string{"MD"}, Held: "the authorities in Tiraspol", in: []string{"MD", "UA"},
		Note: "outside the control of Moldova since 1992; recognized by no member of the United Nations",
		shape: []degree{
			{28.45, 48.2},
			{29.25, 48.05},
			{29.7, 47.4},
			{30.05, 46.9},
			{30.15, 46.4},
			{29.9, 46.35},
			{29.4, 46.72},
			{29.35, 46.9},
			{29.1, 47.15},
			{28.9, 47.4},
			{28.9, 47.7},
			{28.55, 47.95},
		},
	},
	{
		Area: "Northern Cyprus", By: []string{"CY"}, Held: "the Turkish Cypriot authorities", parts: []string{"Q23681"},
		Note: "held apart since 1974, recognized by Turkey alone; Security Council resolution 541",
	},
	{
		Area: "Abkhazia", By: []string{"GE"}, Held: "the authorities in Sukhumi", in: []string{"GE"},
		Note: "recognized by Russia in August 2008 and by few others; the United Nations hold it to be of Georgia",
		shape: []degree{
			{39.8, 43.3}, {40, 43.6}, {41, 43.8}, {42.1, 43.4}, {42.2, 43}, {41.85, 42.7}, {41.5, 42.38}, {41.1, 42.5}, {40, 43.1},
		},
	},
	{
		Area: "South Ossetia", By: []string{"GE"}, Held: "the authorities in Tskhinvali", in: []string{"GE"},
		Note: "recognized by Russia in August 2008 and by few others; the United Nations hold it to be of Georgia",
		shape: []degree{
			{43.35, 42.6}, {43.8, 42.85}, {44.3, 42.8}, {44.95, 42.8}, {44.75, 42.4}, {44.65, 42.05}, {44.3, 42.02}, {44, 42.12}, {43.7, 42.08}, {43.4, 42.2},
		},
	},
	{
		Area: "Gibraltar", By: []string{"GI", "ES"}, parts: []string{"GI"},
		Note: "on the United Nations list of territories that do not govern themselves; claimed by Spain",
	},

	// Africa.
	{
		Area: "Western Sahara", By: []string{"EH", "MA"}, Held: "the Sahrawi Republic", parts: []string{"EH"}, in: []string{"EH", "MA"}, shape: box(-17.5, 20.7, -8.66, 27.67),
		Note: "on the United Nations list of territories that do not govern themselves; mostly held by Morocco",
	},
	{
		Area: "Ceuta, Melilla and the Spanish places beside them", By: []string{"ES", "MA"},
		parts: []string{"Q5823", "Q5831", "Q130574", "Q191146", "Q1184963"}, shape: box(-5.43, 35.9, -5.4, 35.93),
		Note: "Spanish and claimed by Morocco",
	},
	{
		Area: "Hala'ib triangle", By: []string{"EG", "SD"}, in: []string{"EG", "SD"},
		Note:  "the parallel of 1899 against the administrative line of 1902; held by Egypt",
		shape: []degree{{33.9, 22}, {34.15, 22.3}, {34.6, 22.35}, {35, 22.8}, {35.5, 23.3}, {36.4, 23}, {37.5, 22}},
	},
	{
		Area: "Bir Tawil", parts: []string{"Q620634"},
		Note: "left over between the lines of 1899 and 1902; claimed by neither Egypt nor Sudan",
	},
	{
		Area: "Abyei", By: []string{"SD", "SS"}, in: []string{"SD", "SS"}, shape: box(27.75, 9.3, 29.05, 10.25),
		Note: "special status under the Abyei Protocol of 2004; bounds by the award of 2009",
	},
	{
		Area: "Kafia Kingi", By: []string{"SD", "SS"}, in: []string{"SD", "SS"}, shape: box(23.5, 8.7, 24.9, 10.1),
		Note: "south of the line of 1956, held by Sudan, claimed by South Sudan",
	},
	{
		Area: "Ilemi triangle", By: []string{"ET", "KE", "SS"}, in: []string{"ET", "KE", "SS"},
		Note:  "administered by Kenya; claimed by South Sudan, at its edge by Ethiopia",
		shape: []degree{{33.9, 4.15}, {36, 4.5}, {36, 5.05}, {35.4, 5.6}, {34.8, 5.4}, {34.3, 4.9}},
	},
	{
		Area: "Somaliland", By: []string{"SO"}, Held: "the authorities in Hargeisa", in: []string{"SO"},
		Note:  "declared independent in 1991; its east is contested with others in Somalia",
		shape: []degree{{42.6, 10.7}, {43.2, 11.7}, {49.1, 11.6}, {49.1, 8}, {47, 7.9}, {44, 8.9}, {42.8, 10.4}},
	},
	{Area: "Mayotte", By: []string{"YT", "KM"}, parts: []string{"YT"}, Note: "French and claimed by the Comoros; General Assembly resolution 31/4"},
	{Area: "Scattered Islands", By: []string{"TF", "KM", "MG", "MU"}, parts: []string{"Q190571"}, Note: "French; claimed by Madagascar, Tromelin by Mauritius, the Glorious Islands by the Comoros"},
	{
		Area: "Chagos", By: []string{"IO", "MU"}, parts: []string{"IO", "DG", "Q639185", "Q1298289", "Q1544253", "Q1585511"},
		Note: "British and claimed by Mauritius; advisory opinion of the International Court of Justice of 2019",
	},

	// The Middle East.
	{
		Area: "West Bank", By: []string{"IL", "PS"}, parts: []string{"Q36678"},
		Note: "occupied since 1967; Security Council resolution 242",
	},
	{
		Area: "Gaza Strip", By: []string{"IL", "PS"}, parts: []string{"Q39760"}, Held: "whoever holds the ground there",
		Note: "held to be occupied by the United Nations; both authorities bear on who can protect there",
	},
	{
		Area: "East Jerusalem", By: []string{"IL", "PS"}, in: []string{"IL", "PS"},
		Note:  "annexed by Israel; Security Council resolution 478 holds that to be void",
		shape: []degree{{35.2, 31.88}, {35.28, 31.84}, {35.28, 31.74}, {35.21, 31.71}, {35.19, 31.74}, {35.222, 31.76}, {35.227, 31.785}, {35.2, 31.81}},
	},
	{
		Area: "Golan Heights", By: []string{"IL", "SY"}, in: []string{"IL", "SY"},
		Note:  "annexed by Israel in 1981; Security Council resolution 497 holds that to be void",
		shape: []degree{{35.62, 33.3}, {35.78, 33.42}, {35.9, 33.4}, {35.95, 33.1}, {35.92, 32.9}, {35.87, 32.72}, {35.66, 32.67}, {35.64, 32.85}, {35.62, 33.1}},
	},
	{Area: "Shebaa farms", By: []string{"IL", "LB", "SY"}, shape: box(35.66, 33.24, 35.82, 33.38), Note: "held by Israel with the Golan Heights; claimed by Lebanon"},
	{Area: "Abu Musa", By: []string{"AE", "IR"}, shape: box(54.95, 25.8, 55.12, 25.95), Note: "held by Iran since 1971, claimed by the Emirates"},
	{Area: "Greater and Lesser Tunb", By: []string{"AE", "IR"}, shape: box(55.08, 26.18, 55.38, 26.34), Note: "held by Iran since 1971, claimed by the Emirates"},

	// Asia.
	{
		Area: "Kashmir", By: []string{"IN", "PK"}, in: []string{"IN", "PK"},
		Note: "divided by the Line of Control; Security Council resolutions 47 and 91",
		shape: []degree{
			{73.35, 34.7},
			{73.95, 35},
			{73.6, 35.4},
			{72.9, 35.5},
			{72.4, 36.1},
			{72.4, 36.7},
			{73.7, 37},
			{74.6, 37.15},
			{75.8, 37.1},
			{77, 36.95},
			{78, 36.6},
			{80.4, 35.9},
			{80.4, 35.2},
			{79.6, 33.5},
			{79.6, 32.8},
			{78.8, 32.6},
			{78.4, 32.5},
			{77.6, 32.75},
			{76.8, 33.1},
			{75.9, 32.9},
			{75.35, 32.2},
			{74.75, 32.45},
			{74.65, 32.75},
			{74.35, 32.85},
			{73.9, 32.9},
			{73.6, 33.05},
			{73.4, 34},
		},
	},
	{
		Area: "Aksai Chin", By: []string{"CN", "IN"}, in: []string{"CN", "IN"},
		Note:  "held by China behind the line of actual control, claimed by India",
		shape: []degree{{77.8, 35.4}, {78.1, 35.6}, {79, 36.05}, {80.5, 35.7}, {80.3, 35}, {79.7, 34.3}, {79.6, 33.7}, {78.8, 33.5}, {78.6, 34.4}, {78, 35}},
	},
	{Area: "Shaksgam valley", By: []string{"CN", "IN"}, in: []string{"CN"}, shape: box(75.7, 35.45, 77.9, 36.8), Note: "ceded by Pakistan to China in 1963, claimed by India"},
	{
		Area: "Arunachal Pradesh", By: []string{"CN", "IN"}, in: []string{"IN"},
		Note: "held by India south of the McMahon line of 1914, claimed by China",
		shape: []degree{
			{91.5, 27.95},
			{91.5, 26.82},
			{92.1, 26.82},
			{93, 26.88},
			{93.7, 26.95},
			{94.2, 27.45},
			{94.8, 27.72},
			{95.3, 27.9},
			{95.7, 27.78},
			{95.85, 27.45},
			{95.8, 27.2},
			{95.2, 26.9},
			{95.2, 26.6},
			{96, 26.9},
			{97.3, 27},
			{97.6, 28.3},
			{96.6, 29.6},
			{94.5, 29.5},
			{93, 28.9},
		},
	},
	{Area: "Doklam", By: []string{"BT", "CN"}, in: []string{"BT", "CN"}, shape: box(88.88, 27.2, 89.25, 27.6), Note: "claimed by Bhutan and by China; talks since 1984"},
	{Area: "Kalapani and Lipulekh", By: []string{"IN", "NP"}, in: []string{"IN", "NP"}, shape: box(80.5, 30, 81.1, 30.55), Note: "held by India, claimed by Nepal under the treaty of 1816"},
	{Area: "Taiwan", By: []string{"TW", "CN"}, parts: []string{"TW"}, Note: "governed from Taipei, claimed by the People's Republic of China"},
	{
		Area: "southern Kuril Islands", By: []string{"JP", "RU"}, in: []string{"RU"}, shape: box(145.3, 43.2, 149.15, 45.8),
		Note: "held by Russia since 1945, claimed by Japan as its Northern Territories",
	},
	{Area: "Senkaku or Diaoyu Islands", By: []string{"CN", "JP", "TW"}, shape: box(123.2, 25.55, 124.7, 26.05), Note: "held by Japan, claimed by China and Taiwan"},
	{Area: "Liancourt Rocks", By: []string{"JP", "KR"}, shape: box(131.7, 37.1, 132, 37.4), Note: "held by South Korea as Dokdo, claimed by Japan as Takeshima"},
	{Area: "Paracel Islands", By: []string{"CN", "TW", "VN"}, shape: box(111, 15.6, 113, 17.2), Note: "held by China since 1974, claimed by Vietnam and Taiwan"},
	{Area: "Spratly Islands", By: []string{"BN", "CN", "MY", "PH", "TW", "VN"}, shape: box(111, 6.6, 116.9, 12), Note: "held in part by five of those who claim them"},
	{Area: "Scarborough Shoal", By: []string{"CN", "PH", "TW"}, shape: box(117.5, 14.95, 118, 15.3), Note: "held by China since 2012, claimed by the Philippines and Taiwan"},

	// The Americas and the south.
	{
		Area: "Essequibo", By: []string{"GY", "VE"}, in: []string{"GY"},
		Note: "of Guyana by the award of 1899, claimed by Venezuela; before the International Court of Justice since 2018",
		shape: []degree{
			{-58.25, 7.3},
			{-58.4, 6.75},
			{-58.58, 6.4},
			{-58.45, 5.8},
			{-58.5, 4.9},
			{-58.45, 4},
			{-58.25, 3},
			{-58.4, 2},
			{-58.6, 1.1},
			{-60.6, 0.9},
			{-62, 5},
			{-61.6, 6.6},
			{-60.2, 9},
			{-58.8, 8.3},
		},
	},
	{Area: "New River triangle", By: []string{"GY", "SR"}, in: []string{"GY", "SR"}, shape: []degree{{-57.7, 3.45}, {-57.1, 3.1}, {-56.4, 1.8}, {-58.3, 1.4}}, Note: "held by Guyana, claimed by Suriname"},
	{Area: "southern Belize", By: []string{"BZ", "GT"}, in: []string{"BZ"}, shape: box(-89.3, 15.8, -87.4, 17.3), Note: "claimed by Guatemala; before the International Court of Justice since 2019"},
	{Area: "Navassa Island", By: []string{"HT", "UM"}, parts: []string{"Q25359"}, Note: "held by the United States, claimed by Haiti"},
	{Area: "Falkland Islands", By: []string{"AR", "FK"}, parts: []string{"FK"}, Note: "British and claimed by Argentina as the Malvinas; General Assembly resolution 2065 (XX)"},
	{Area: "South Georgia and the South Sandwich Islands", By: []string{"AR", "GS"}, parts: []string{"GS"}, Note: "British and claimed by Argentina"},
	{Area: "Antarctica", By: []string{"AR", "AU", "CL", "FR", "GB", "NO", "NZ"}, parts: []string{"AQ"}, Note: "seven claims, some of them overlapping and all suspended by the treaty of 1959; which sector is whose is not told apart"},
}
