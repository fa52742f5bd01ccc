package name

import "strings"

// wordsOf makes a set of the folded words of lists.
func wordsOf(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, l := range lists {
		for w := range strings.FieldsSeq(l) {
			set[Fold(w)] = true
		}
	}
	return set
}

// ordinary are words of a language that are names as well, or differ from one
// only by a capital. Alone and in small letters, or at the beginning of a
// sentence, such a word is no name.
var ordinary = wordsOf(
	// English.
	`may will mark rose grace hope faith joy joe jack bill rob bob pat sue dawn art gene guy frank earnest ernest drew chase grant lance
	miles pierce rich rusty sandy iris ivy lily daisy violet hazel heather holly jasmine ginger olive pearl ruby amber crystal jade opal
	april june august summer autumn eve carol melody harmony charity chastity constance patience prudence temperance mercy victor clay
	cliff dale dean glen heath lane reed ridge rocky stone wood woods field fields hill rivers brook banks marsh moor forest dick john
	peter max ray roy rex duke earl king prince baron bishop pope abbot deacon knight page squire baker butcher carpenter carter cook
	cooper farmer fisher fowler gardener hunter mason miller porter potter shepherd skinner smith sawyer tailor taylor turner walker
	weaver wright black white brown green gray grey gold silver young old long short strong swift sharp wise good best moody savage said
	amen ham sam dam ban bin hat had has mad man main many mine amino ali ally all any are era sir iran ran seen sign sung sun song son
	moon mid noon nor noor her here hair ahmed mat met sat set sadly same some sale salim solid solar saw soon mean men money mum mummy
	van vans den din done dawn darn dear dare day days do doe dot rod red read ready rain rein run ron tom tim tar tear tiny tony tin ten
	lee lea lie low love law lay lane lean leah line lion loan london iron isis basil barn bar bear beer ben bean bed bad bud body busy
	major general judge justice senator parish church temple bond bell ball bird byrd fox wolf lamb bull buck bush rush rice wheat corn
	berry cherry lemon pepper salt sugar coffee trump bolt nail hammer steel case chance merit sterling noble royal gay blessing precious
	destiny angel christian muslim israel jordan chad china georgia paris florence sydney austin dallas houston lincoln washington nice
	reading bath cork split bergen essen hat turkey guinea mali niger oman qatar kuwait hail tours brest angers sale safe salt hell`,
	// French.
	`pierre blanche claire rose marguerite olivier noel pascal clement constant desire aime fleur violette reine roi leroy lebrun leblanc
	lenoir petit grand roux brun blanc noir martin marchand boulanger boucher charpentier fournier meunier berger mercier bois dubois
	rivière fontaine montagne colline lac mer matin soir jour nuit mai avril juin juillet aout ete hiver printemps bon bonne sain saine
	ami amie ame ange marin mari dame dire dit dur fin faim femme fer feu foi fort foule gare gens main mal mali mine mort nord sud est ouest
	lune loi lit mur nom nous vous elle ils pas par pour sans sur sous tous tout tres un une vent ville vin vite voix vrai`,
	// German.
	`klein gross lang kurz stark weiss schwarz rot braun grau jung alt neu berg bach feld wald stein stern sonne mond himmel wolf fuchs
	vogel hahn adler bauer becker fischer jager kaiser koch konig kramer maurer meier muller richter ritter schafer schmidt schneider
	schreiber schulz schuster wagner weber zimmermann engel ernst gut gute hermann kraft lieb roman sommer winter herbst vater mutter sohn
	bruder mark mai juni juli ende haus hause hier hat haben bin ist sind war waren aber alle als also am an auf aus bei`,
	// Russian.
	`вера надежда любовь роза мир слава лев роман марина май белый черный мороз волков зайцев соколов орлов голубь кузнец мельник
	король князь царь поп дьяк козак рыба гора лес поле камень город он она они мы вы или али дима дом там тут так как кто что
	был была было были есть мая марта сам сама сами дал дала дан дана саид иран рана роман`,
)

// given are names that so many bear as a given name that one alone says
// nothing of whom it names.
var given = wordsOf(
	`mohammed mohammad muhammad mohamed mohamad mehmet ahmed ahmad ahmet ali hassan hasan hussein hussain hossein husayn omar umar ibrahim
	ismail yusuf youssef yousef mustafa mahmoud mahmud khaled khalid abdullah abdallah abdul fatima fatemeh fatma aisha ayesha maryam zahra
	zeinab zaynab khadija reza mehdi mahdi amir said saeed jamal kamal karim hamid majid rashid salim samir tariq walid yasser yasin nasser
	alexander aleksandr alexandr alexei alexey aleksei andrei andrey anna anastasia boris dmitri dmitry dmitrii ekaterina elena evgeny
	galina igor ivan irina konstantin larisa leonid ludmila maria marina maxim mikhail nadezhda natalia natalya nikolai nikolay oleg olga
	oksana pavel petr roman sergei sergey sergiy stanislav svetlana tatiana tatyana valentina vasily vera viktor victor vitaly vladimir
	volodymyr vladislav yuri yury yulia andriy oleksandr oleksiy mykola petro pavlo dmytro
	john james robert michael william david richard joseph thomas charles christopher daniel matthew anthony mark donald steven paul andrew
	joshua kenneth kevin brian george edward peter mary patricia jennifer linda elizabeth barbara susan jessica sarah karen nancy lisa
	jean pierre jacques michel philippe nicolas marie anne isabelle catherine sophie francois louis henri hans klaus wolfgang heinz
	jose juan carlos luis antonio francisco pedro miguel mehmet murat mustafa ayse emine elif can cem
	david moshe yosef avraham yaakov yitzhak sara rachel rivka
	ramesh suresh rajesh sunil sanjay kumar lakshmi raj priya mahinda nimal kamala`,
	`محمد احمد علي حسن حسين عمر ابراهيم يوسف مصطفي محمود خالد عبدالله فاطمة فاطمه مريم زهرا رضا مهدي امير سعيد كريم`,
	`александр алексей андрей анна борис дмитрий екатерина елена евгений иван игорь ирина мария марина михаил наталья николай олег ольга
	павел петр роман сергей татьяна владимир виктор юрий мухаммад магомед ахмед али хасан`,
)
