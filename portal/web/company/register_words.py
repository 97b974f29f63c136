"""The register in French. Declarations stand beside the models, in English like the code; a test names words that are missing."""

from django.utils.translation import get_language

FRENCH: dict[str, str] = {
    # Whom it is about.
    "anyone the portal writes to": "toute personne à qui le portail écrit",
    "anyone who acts in the portal": "toute personne qui agit dans le portail",
    "anyone with an account": "toute personne qui a un compte",
    "editors; people quoted in a story, who agreed to it": "personnes qui écrivent les pages ; personnes citées, avec leur accord",
    "employee": "salarié ou salariée",
    "employee who looks for a place": "salarié ou salariée qui cherche une place",
    "employee who looks for a programme": "salarié ou salariée qui cherche un programme",
    "employee, volunteer": "salarié ou salariée, bénévole",
    "employees signed in through their company": "personnes connectées par le compte de leur entreprise",
    "employees without a company account": "salariés et salariées sans compte d’entreprise",
    "people of associations": "personnes des associations",
    "people of associations who sign in through their association's provider": (
        "personnes connectées par le compte de leur association"
    ),
    "people with a company role": "personnes qui ont un rôle dans l’entreprise",
    "professionals and volunteers of an association's team": "équipe d’une association, professionnelle et bénévole",
    "someone whose sign-in was refused, when they give its reference to their support": (
        "personne dont la connexion a été refusée, quand elle en donne la référence à son assistance"
    ),
    "the person who stands in for the safeguarding referents": "personne qui remplace les référents et référentes de la protection",
    "volunteer": "bénévole",
    "volunteer, employee, professional": "bénévole, salarié ou salariée, équipe d’une association",
    "volunteer, young person": "bénévole, jeune",
    "volunteer, young person, professional": "bénévole, jeune, équipe d’une association",
    "young person": "jeune",
    "young person, professional": "jeune, équipe d’une association",
    "young person, volunteer": "jeune, bénévole",
    "young person, volunteer, whoever raises it": "jeune, bénévole, personne qui exprime l’inquiétude",
    "mentor employed by the company": "mentor qui travaille dans l’entreprise",
    # What for.
    "to give payroll the working hours of a month, where the person sends them": (
        "donner à la paie les heures de travail d’un mois, quand la personne les envoie"
    ),
    "so that a key ends with the rights of whoever issued it": "pour qu’une clé cesse avec les droits de qui l’a émise",
    "so that somebody always answers a worry": "pour que quelqu’un réponde toujours à une inquiétude",
    "the history of each application, pair, run and release": "l’histoire de chaque candidature, binôme, passage et publication",
    "to act for the association, and to stand behind pairs by name": (
        "agir pour l’association, et se tenir par son nom derrière des binômes"
    ),
    "to answer somebody who offers to mentor": "répondre à qui propose d’accompagner",
    "to answer the identity provider with what it pushed, and to know who may sign in": (
        "répondre au fournisseur d’identité avec ce qu’il a envoyé, et savoir qui peut se connecter"
    ),
    "to be able to check a run again: the sealed arrays it was computed from": (
        "pouvoir vérifier un calcul : les tableaux scellés dont il est parti"
    ),
    "to be able to say later why a programme was shown": "pouvoir dire plus tard pourquoi un programme a été montré",
    "to be able to show who did what, and when": "pouvoir montrer qui a fait quoi, et quand",
    "to be welcomed, trained and reached by an association": "être accueilli, formé et joint par une association",
    "to change the e-mail of an account once the new one is proved": "changer l’adresse d’un compte une fois la nouvelle prouvée",
    "to count, in published figures alone, how many of those who signed in came by a campaign": (
        "compter, dans les seuls chiffres publiés, combien de personnes connectées venaient d’une campagne"
    ),
    "to end a session here when the identity provider ends it": "finir une session ici quand le fournisseur d’identité y met fin",
    "to find what the identity provider asks for without reading everybody": (
        "trouver ce que demande le fournisseur d’identité sans lire tout le monde"
    ),
    "to see one's own progress, and to find out in figures that name nobody what mentoring changes": (
        "voir ses propres progrès, et savoir par des chiffres qui ne nomment personne ce que le mentorat change"
    ),
    "to show an association a skills profile, because the person wants to": (
        "montrer à une association un profil de compétences, parce que la personne le veut"
    ),
    "to leave in peace who does not want to be asked about skills": (
        "laisser tranquille qui ne veut pas de questions sur ses compétences"
    ),
    "whom the person shares it with": "qui la personne a choisi",
    "the association it was shared with, until taken back": "l’association choisie, jusqu’à ce que la personne le reprenne",
    "closing + 3 years, or until the person erases it": "clôture + 3 ans, ou jusqu’à ce que la personne l’efface",
    "until the person takes it back": "jusqu’à ce que la personne le reprenne",
    "until the person wants to be asked again": "jusqu’à ce que la personne le veuille de nouveau",
    "to follow a mentoring pair from proposal to closing": "suivre un binôme de la proposition à la clôture",
    "to follow a pair, and to count hours by whose time they take": (
        "suivre un binôme, et compter les heures selon le temps dont elles viennent"
    ),
    "to have an association that the person helped before call the one that studies an application": (
        "qu’une association où la personne a été bénévole appelle celle qui étudie sa candidature"
    ),
    "the association that asks": "l’association qui demande",
    "the association that is asked": "l’association à qui l’on demande",
    "to have a person look again at what a calculation proposed (GDPR art. 22)": (
        "faire revoir par une personne ce qu’un calcul a proposé (RGPD, art. 22)"
    ),
    "to hand over to a professional where mentoring stops, and not to lose the thread": (
        "passer le relais à un professionnel là où le mentorat s’arrête, sans perdre le fil"
    ),
    "to keep figures of different periods from singling anyone out when they are compared": (
        "empêcher que des chiffres de plusieurs périodes, comparés, ne désignent quelqu’un"
    ),
    "to keep published figures and the counts of an allocation from singling anyone out when they are compared": (
        "empêcher que des chiffres publiés et les nombres d’une répartition désignent quelqu’un quand on les compare"
    ),
    "to keep what was begun until it is sent": "garder ce qui est commencé jusqu’à l’envoi",
    "to ask both sides half-way, and to remind without haste": "demander aux deux, à mi-parcours, et le rappeler sans hâte",
    "to open a list of the desk again as somebody likes it": "rouvrir une liste du bureau comme la personne l’aime",
    "to see the dates of the desk in one's own calendar": "voir les dates du bureau dans son propre agenda",
    "to keep that a concern was handed to the authorities, when and by whom": (
        "garder qu’une inquiétude a été transmise aux autorités, quand et par qui"
    ),
    "to keep in touch with each pair every month": "garder le contact chaque mois avec chaque binôme",
    "to know that a condition of the programme is met, and until when": (
        "savoir qu’une condition du programme est remplie, et jusqu’à quand"
    ),
    "to know that a minor's family and the minor agree before anyone meets": (
        "savoir que la famille et la personne mineure sont d’accord avant toute rencontre"
    ),
    "to know them again at the next sign-in, without their e-mail": (
        "reconnaître la personne à la connexion suivante, sans son adresse"
    ),
    "to know what each file changed, and who let it through": "savoir ce que chaque fichier a changé, et qui l’a laissé passer",
    "to know what the pair brought, on each side": "savoir ce que le binôme a apporté, de chaque côté",
    "to know what the pair works towards": "savoir vers quoi le binôme travaille",
    "to know which letters went out, when, and to call them back": (
        "savoir quels courriers sont partis, quand, et pouvoir les reprendre"
    ),
    "to know who is trained, and for how many hours": "savoir qui est formé, et pendant combien d’heures",
    "to know who may sign in, where they work and when they start and leave": (
        "savoir qui peut se connecter, où chaque personne travaille, quand elle arrive et quand elle part"
    ),
    "to learn from how pairs end": "apprendre de la manière dont les binômes finissent",
    "to let a mentor show the engagement, and anyone check it": "permettre de montrer son engagement, et à chacun de le vérifier",
    "to let somebody go on while a condition of the programme is met another way, until a day": (
        "laisser quelqu’un avancer pendant qu’une condition du programme est remplie autrement, jusqu’à un jour dit"
    ),
    "to let them open their access with a code that nobody else knows": (
        "permettre d’ouvrir son accès avec un code que personne d’autre ne connaît"
    ),
    "to notice early when a pair needs a hand": "voir tôt quand un binôme a besoin d’aide",
    "to open a local account to somebody who proves their e-mail": "ouvrir un compte à qui prouve son adresse",
    "to open the screens of a role": "ouvrir les écrans d’un rôle",
    "to pair somebody without the portal knowing who it is": "former un binôme sans que le portail sache de qui il s’agit",
    "to propose a place, which people decide on": "proposer une place, dont des personnes décident",
    "to protect young people": "protéger les jeunes",
    "to prove that every condition was met the day a pair was opened": (
        "prouver que toute condition était remplie le jour de l’ouverture du binôme"
    ),
    "to prove, once, that somebody holds their telephone": "prouver, une fois, que quelqu’un tient bien son téléphone",
    "to publish campaigns, and to know who wrote what": "publier des campagnes, et savoir qui a écrit quoi",
    "to say honestly why there is no place yet, and how long the wait may be": (
        "dire honnêtement pourquoi il n’y a pas encore de place, et combien l’attente peut durer"
    ),
    "to say which programmes the person would choose, in order": "dire quels programmes la personne choisirait, dans l’ordre",
    "to send each message once, in order": "envoyer chaque message une fois, dans l’ordre",
    "to show an administrator which check refused and what to change at the provider": (
        "montrer à l’administration quel contrôle a refusé, et ce qu’il faut changer chez le fournisseur"
    ),
    "to show human resources what a file changes before it does, and to apply it once": (
        "montrer aux RH ce qu’un fichier change avant qu’il ne le fasse, et l’appliquer une fois"
    ),
    "to show people when and how their account was used": "montrer à chaque personne quand et comment son compte a servi",
    "to show the programmes that fit what the person declared, and why": (
        "montrer les programmes qui vont avec ce que la personne a dit, et pourquoi"
    ),
    "to show which charter was accepted, and when": "montrer quelle charte a été acceptée, et quand",
    "to show which data went to which association, when, with whose agreement": (
        "montrer quelles données sont allées à quelle association, quand, avec l’accord de qui"
    ),
    "to sign in and act under one's own name": "se connecter et agir sous son propre nom",
    "to sign in with a device of one's own": "se connecter avec un appareil à soi",
    "to tell the association that the company account is over, so that the young person does not find out by silence": (
        "dire à l’association que le compte d’entreprise a pris fin, pour que le ou la jeune ne l’apprenne pas d’un silence"
    ),
    # Who sees it.
    "administrators of associations": "administration des associations",
    "anyone, for what is published": "tout le monde, pour ce qui est publié",
    "associations the profile was handed over to": "associations à qui le profil a été transmis",
    "data-protection officer": "personne déléguée à la protection des données",
    "editors, for who wrote it": "personnes qui écrivent les pages, pour savoir qui a écrit",
    "human resources": "ressources humaines",
    "human resources, in HRIS runs": "ressources humaines, dans les passages du fichier du personnel",
    "mentors of its pairs: the phone number": "mentors de ses binômes : le numéro de téléphone",
    "mentors of their pairs": "mentors de leurs binômes",
    "named safeguarding referents of the association": "référents et référentes nommés de la protection, dans l’association",
    "nobody": "personne",
    "nobody: read by the sign-in only": "personne : lu par la seule connexion",
    "nobody: read by the sign-out only": "personne : lu par la seule déconnexion",
    "nobody: the portal alone, to verify a run": "personne : le portail seul, pour vérifier un calcul",
    "own association": "sa propre association",
    "own association (not the private line)": "sa propre association (sauf la ligne privée)",
    "own association (who, when, which template, to how many; never the words)": (
        "sa propre association (qui, quand, quel modèle, à combien ; jamais les mots)"
    ),
    "own association's administrator": "administration de sa propre association",
    "own association's administrator, for local accounts": (
        "administration de sa propre association, pour les comptes d’association"
    ),
    "payroll": "paie",
    "platform administrator": "administration de la plateforme",
    "the association": "l’association",
    "the association asked, under a pseudonym until the person agrees": (
        "l’association sollicitée, sous un pseudonyme jusqu’à l’accord de la personne"
    ),
    "the association concerned": "l’association concernée",
    "the association it was handed over to": "l’association à qui le profil a été transmis",
    "the association that trained": "l’association qui a formé",
    "the association, under a pseudonym until the person agrees": (
        "l’association, sous un pseudonyme jusqu’à l’accord de la personne"
    ),
    "the company's identity provider": "le fournisseur d’identité de l’entreprise",
    "the mentor": "le mentor ou la mentore",
    "the mentor (alias and age band)": "le mentor ou la mentore (prénom d’emprunt et tranche d’âge)",
    "the mentor (own side)": "le mentor ou la mentore (de son côté)",
    "the person": "la personne elle-même",
    "the person, once reviewed": "la personne elle-même, une fois la relecture faite",
    "whoever the mentor gives the number to (hours, dates, association)": (
        "qui reçoit le numéro du mentor ou de la mentore (heures, dates, association)"
    ),
    "who writes it: the mentor, or the own association for the young person’s side": (
        "qui l’écrit : le mentor ou la mentore, ou l’association pour le ou la jeune"
    ),
    # How long.
    "1 day": "1 jour",
    "1 year": "1 an",
    "1 year after the end of the contract": "1 an après la fin du contrat",
    "10 years after the closing": "10 ans après la clôture",
    "3 years": "3 ans",
    "3 years after it ended": "3 ans après sa fin",
    "3 years after the last step": "3 ans après la dernière étape",
    "30 days": "30 jours",
    "30 days after sending": "30 jours après l’envoi",
    "5 years": "5 ans",
    "until the last message left, 7 days at most": "jusqu’au départ du dernier message, 7 jours au plus",
    "5 years, then the figures it protects are closed": "5 ans, puis les chiffres qu’elle protège sont clos",
    "6 months": "6 mois",
    "6 months after the campaign, or on withdrawal": "6 mois après la campagne, ou au retrait",
    "6 months after the campaign; the hash stays": "6 mois après la campagne ; l’empreinte reste",
    "6 months after the last right to sign in": "6 mois après le dernier droit de se connecter",
    "90 days after the run": "90 jours après le passage",
    "as long as an application or a pair is open, and 3 years": "tant qu’une candidature ou un binôme est ouvert, et 3 ans",
    "as long as the account": "autant que le compte",
    "as long as the clearance, and 3 years": "autant que le franchissement, et 3 ans",
    "as long as the client": "autant que l’accès de l’association",
    "as long as the identity provider keeps the person; after a deletion the row alone, without its content": (
        "tant que le fournisseur d’identité garde la personne ; après une suppression, la ligne seule, sans contenu"
    ),
    "as long as the page; somebody quoted may withdraw at any time": (
        "autant que la page ; qui est cité peut se retirer à tout moment"
    ),
    "as long as the pair, and 3 years": "autant que le binôme, et 3 ans",
    "as long as the resource": "autant que la ressource",
    "as long as the role": "autant que le rôle",
    "as long as the role, then with the pairs they stood behind": "autant que le rôle, puis avec les binômes suivis",
    "as long as the volunteer": "autant que le ou la bénévole",
    "as long as the sign-in is listed: 6 months": "tant que la connexion est listée : 6 mois",
    "as long as the subject of the step": "autant que ce dont l’étape parle",
    "13 months after the month": "13 mois après le mois",
    "closing + 1 year": "clôture + 1 an",
    "closing + 3 years": "clôture + 3 ans",
    "closing + 3 years; answers to the programme’s own questions: closing + 1 year": (
        "clôture + 3 ans ; réponses aux questions propres au programme : clôture + 1 an"
    ),
    "until it is sent, or the pair ends": "jusqu’à l’envoi, ou jusqu’à la fin du binôme",
    "until it is ended, or the role is": "jusqu’à ce que la personne y mette fin, ou que son rôle finisse",
    "closing + 3 years; its dates, as long as its certificate; a declined one, 1 year": (
        "clôture + 3 ans ; ses dates, autant que son attestation ; non retenu, 1 an"
    ),
    "who and why: closing + 1 year; the days: closing + 3 years": "qui et pourquoi : clôture + 1 an ; les jours : clôture + 3 ans",
    "closing of the last pair + 1 year; without a pair, 2 years": "clôture du dernier binôme + 1 an ; sans binôme, 2 ans",
    "closing of the last pair + 1 year": "clôture du dernier binôme + 1 an",
    "closing of the pair + 1 year": "clôture du binôme + 1 an",
    "closing of the concern + the years its association chose, 1 to 10": (
        "fin de l’inquiétude + le nombre d’années choisi par l’association, de 1 à 10"
    ),
    "the private line: closing; the rest: closing + 3 years": "la ligne privée : clôture ; le reste : clôture + 3 ans",
    "as long as the membership": "aussi longtemps que la personne fait partie de l’équipe",
    "as long as the person is written to": "aussi longtemps qu’on écrit à la personne",
    "as long as the source": "aussi longtemps que la source",
    "professional": "équipe d’une association",
    "the association that trains": "l’association qui forme",
    "to keep a place at a training session": "garder une place à une formation",
    "to know that a module was understood; answers are not kept": (
        "savoir qu’un module a été compris ; les réponses ne sont pas gardées"
    ),
    "to know that the individual agreement is signed, and when it is reviewed": (
        "savoir que la convention individuelle est signée, et quand elle est revue"
    ),
    "to know that those who follow pairs are trained too": "savoir que celles et ceux qui suivent les binômes se forment aussi",
    "to know who changed how a file of the workforce is read": "savoir qui a changé la lecture d’un fichier du personnel",
    "to know whom to turn to around a young person": "savoir vers qui se tourner autour d’un ou d’une jeune",
    "to erase the address that the last messages still need, and dates that calendars are still told of": (
        "effacer l’adresse dont les derniers messages ont encore besoin, et les dates dont les agendas sont encore prévenus"
    ),
    "to put the right name and programme into a message when it leaves": (
        "mettre le bon prénom et le bon programme dans un message quand il part"
    ),
    "to send what was read before it was confirmed, signed; to know what was written to several, and when": (
        "envoyer ce qui a été lu avant d’être confirmé, avec sa signature ; savoir ce qui a été écrit à plusieurs, et quand"
    ),
    "to write no more of what somebody does not want": "ne plus écrire ce que quelqu’un ne veut plus recevoir",
    "the words: 30 days; that it was sent: 12 months": "les mots : 30 jours ; qu’il a été envoyé : 12 mois",
    "until the next letter, or the end of the contract": "jusqu’au courrier suivant, ou la fin du contrat",
    "until the next letter, or the end of the contract; 1 year at most": (
        "jusqu’au courrier suivant, ou la fin du contrat ; un an au plus"
    ),
    "until used, or a day": "jusqu’à l’usage, ou un jour",
}


def in_words(declared: str) -> str:
    """Return what a declaration says in the language of the page; words that have no French yet stay as they are."""
    if (get_language() or "fr")[:2] != "fr":
        return declared
    return FRENCH.get(declared, declared).replace(" ;", "\u202f;").replace(" :", "\u00a0:")
