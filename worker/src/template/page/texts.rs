//! The texts of a page, one after another: what differs between letters of one shape.

use super::{Block, Link, Page, Person, Row};

impl Page {
    /// Every text of it that is not empty: whether there is one is part of the shape.
    pub(super) fn each_text(&mut self, mut see: impl FnMut(&mut String)) {
        let mut see = |text: &mut String| {
            if !text.is_empty() {
                see(text);
            }
        };
        let own = [
            &mut self.subject,
            &mut self.matter,
            &mut self.letterhead,
            &mut self.salutation,
            &mut self.opening,
            &mut self.help,
            &mut self.closing,
            &mut self.sender,
            &mut self.role,
            &mut self.why,
        ];
        own.into_iter().for_each(&mut see);
        self.stop
            .iter_mut()
            .for_each(|link| link.each_text(&mut see));
        self.blocks
            .iter_mut()
            .for_each(|block| block.each_text(&mut see));
    }
}

impl Block {
    fn each_text(&mut self, see: &mut impl FnMut(&mut String)) {
        match self {
            Self::Paragraph(words)
            | Self::Strong(words)
            | Self::Heading(words)
            | Self::Code(words) => see(words),
            Self::Button(button) => {
                button.link.each_text(see);
                button.hint.iter_mut().for_each(see);
            }
            Self::People(people) => people.iter_mut().for_each(|one| one.each_text(see)),
            Self::Rows(rows) => rows.iter_mut().for_each(|row| row.each_text(see)),
            Self::List(sentences) => sentences.iter_mut().for_each(see),
            Self::Links(links) => links.iter_mut().for_each(|link| link.each_text(see)),
            Self::Picture(picture) => {
                see(&mut picture.name);
                see(&mut picture.words);
            }
        }
    }
}

impl Link {
    fn each_text(&mut self, see: &mut impl FnMut(&mut String)) {
        see(&mut self.label);
        see(&mut self.address);
    }
}

impl Person {
    fn each_text(&mut self, see: &mut impl FnMut(&mut String)) {
        see(&mut self.enterprise);
        self.lines.iter_mut().for_each(&mut *see);
        for link in self.phone.iter_mut().chain(&mut self.whatsapp) {
            link.each_text(see);
        }
    }
}

impl Row {
    fn each_text(&mut self, see: &mut impl FnMut(&mut String)) {
        see(&mut self.label);
        see(&mut self.value);
        self.note.iter_mut().for_each(&mut *see);
        for state in &mut self.states {
            // Its HTML is read where no line breaks at its spaces.
            state.words = state.unbroken();
            see(&mut state.words);
        }
    }
}

#[cfg(test)]
mod tests {
    use askama::Template;

    use super::super::{Html, Page};
    use crate::template::{laid_out, samples};

    fn as_a_whole(mut page: Page) -> String {
        page.each_text(|_| {});
        laid_out::lay_out(&Html { page: &page }.render().unwrap()).unwrap()
    }

    #[test]
    fn a_letter_reads_as_if_it_alone_had_been_laid_out() {
        for round in 0..2 {
            for (name, letter) in samples::all() {
                let html = letter.compose().unwrap().html;
                assert_eq!(html, as_a_whole(letter.page()), "{name}, round {round}");
            }
        }
    }
}
