package gazetteer
