package name

import (
	"strings"
	"testing"
)

// different are common names of many languages, each another name than all the
// rest, single words that are short: the hardest to tell apart.
var different = strings.Fields(`
	Aaron Abbas Adam Adel Agnes Aisha Akbar Albert Alexei Alina Amanda Amir Anatoly Andrew Angela Anton Arkady Arman Arthur Asad
	Ashraf Aslan Ayman Aziz Babak Bahram Barbara Bashir Behnam Benjamin Bilal Boris Brenda Brian Bruno Carlos Carol Charles Clara Cyrus
	Damir Daniel Daria David Deborah Denis Diana Dmitry Donald Dorothy Edgar Edward Ekaterina Elbrus Emma Eric Esther Fadi Faisal Farid
	Farshad Fatima Fedor Felix Firas Frances Fyodor Galina Gennady George Gerald Ghassan Giorgi Grigory Gulnara Habib Hadi Hakim Hamza
	Harold Hashim Hassan Helga Henry Hisham Hussein Ibrahim Ignat Ilya Imran Inna Iskander Ivan Jafar Jalal Jamal Jasper Javad Jennifer
	Jerome Joshua Judith Julia Kamran Karim Kaveh Kenneth Khalil Kirill Klaus Ksenia Laila Larissa Laurent Leonid Lydia Lyudmila Magomed
	Mahmoud Majid Malik Marina Martha Matthew Maxim Mehran Michelle Mikhail Milan Mona Mustafa Nabil Nadia Naim Nasser Natalia Nicole Nikita
	Nizar Oksana Oleg Olivia Omar Oscar Pamela Parviz Patrick Pavel Peter Philip Polina Qassem Rabia Rachel Rafiq Ramzan Rania Rashid Raymond
	Reza Richard Robert Roman Ronald Roxana Ruslan Rustam Saad Salim Samir Sandra Sasha Scott Semyon Sergei Shamil Shirin Sidney Simon Sofia
	Soraya Stanislav Stella Steven Sultan Svetlana Taha Tahir Tamara Tariq Tatiana Teresa Thomas Timur Usama Vadim Valery Vanessa Vasily Vera
	Victor Vincent Vladimir Wahid Walid Wendy William Xavier Yakov Yasmin Yevgeny Yulia Yuri Yusuf Zahra Zarina Zaynab Zelimkhan Ziad Zoya`)

// Short names that are not one are not taken for one.
func TestCommonNamesThatDiffer(t *testing.T) {
	t.Parallel()
	var pairs, likely, possible int
	for i, a := range different {
		for _, b := range different[i+1:] {
			pairs++
			m := Compare(a, b)
			if m.Score >= 60 {
				possible++
			}
			if m.Score >= 80 {
				likely++
				t.Logf("%s / %s: %d, %s", a, b, m.Score, m.Why)
			}
		}
	}
	t.Logf("%d names, %d pairs: %d at 80 (%.3f %%), %d at 60 (%.3f %%)", len(different), pairs, likely, share(likely, pairs), possible, share(possible, pairs))
	if pairs < 20_000 {
		t.Errorf("%d pairs are too few to say anything", pairs)
	}
	if share(likely, pairs) > 0.1 || share(possible, pairs) > 0.6 {
		t.Errorf("%d of %d different names at 80 and %d at 60 are too many", likely, pairs, possible)
	}
}
