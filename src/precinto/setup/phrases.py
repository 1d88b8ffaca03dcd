# SPDX-License-Identifier: EUPL-1.2
"""First passwords that a person can read off a screen, keep on paper for an hour and type: six words, 48 bits.

256 words a language, none with an accent, so that they are typed alike on every keyboard.
"""

from __future__ import annotations

import secrets

from precinto.access.passwords import PersonalData, check

WORDS = {
    "es": """
        abanico abeja abeto abrigo acera acero aceite aduana agua aguja ajedrez ala alba aldea alero alfiler algodon alma
        almeja altar amapola ancla andamio anillo antena arado arena arpa arroyo arroz asiento astilla atlas avena avispa
        azada azahar azucar azul bahia balanza balcon ballena bambu banco bandeja barca barril barro bastidor bata baul
        bellota bodega bolsa bosque bota botella brasa brazo brisa bronce brote bruma buey bufanda buho burbuja cabra
        cactus cadena cafe caja cal caldera calle cama camino campana canal canasta candil canto caoba capa caracol carbon
        carpeta carro carta casa cascada castillo cazo cebada cebolla cedro ceniza cera cereza cesta chaleco chispa ciervo
        cigarra cima cinta cuarto cirio cisne clavel clavo cobre cofre cola colina collar columna cometa concha copa coral
        corcho cordel cornisa corral costa cuarzo cubo cuchara cuerda cueva cuna dado delta desierto diente disco duna
        eje elefante encina enebro erizo escalera escoba espejo espiga espuma estante estanque estrella faro farol fecha
        feria fibra fiesta filo flauta flecha flor foca fondo fragua fresa fruta fuente fuego gacela galeria gallo ganso
        garza gato gavilan girasol globo goma gota granito grano grillo grulla guante guitarra gusano hacha harina helecho
        hielo hierba hierro higo hilo hoja horno huerta hueso humo isla jabon jardin jarra jinete junco kiosco lago laguna
        lana lanza laurel lazo leche lechuza lente leon lienzo limon linterna lirio llave lluvia lobo loma luna lupa madera
        maleta mango manta mapa marfil margarita marmol martillo mazorca mesa miel mimbre mirlo molino monte
        naranja nido nieve nogal nube ola olivo olmo onda orilla oveja pala paloma
    """.split(),
    "en": """
        acorn almond amber anchor anvil apple apron arrow ash attic autumn axle badge bakery balcony bamboo banner barley
        barn barrel basil basin basket beach beacon beaver beech bell bench berry birch blanket boat bolt book boot bottle
        boulder bowl branch brass bread brick bridge bronze brook broom bucket buckle butter button cabin cable cactus
        camel canal candle canoe canvas cape carpet cart castle cedar cellar chalk cherry chestnut chimney cinder clay
        cliff clock cloud clover coal coast cobalt comet copper coral cork corner cotton cradle crane creek crow cup curtain
        daisy deck desert dew dish dock dome door dove drum dune eagle earth easel echo elbow elm ember engine fable falcon
        farm feather fence fern ferry field fig finch flag flask flax fleet flint flour flute fog forest forge fork fountain
        fox frost garden gate ginger glacier glass globe glove goat gold goose grain granite grape gravel grove guitar gull
        hammer harbor harp hat hawk hay hazel hedge heron hill hinge honey hook horn ice ink iron island ivory ivy jacket
        jar jewel juniper kettle kite knot ladder lagoon lake lamp lantern lark laurel lava leaf lemon lens lentil lighthouse
        lily lime linen lion lizard lobster loom magnet mango mantle maple marble market mast meadow medal melon mill mint
        mirror moon moss moth mountain mouse needle nest nickel oak oar oasis ocean olive onion orange orchard otter oven owl
        oyster paddle paper parrot path peach pearl pebble pencil pepper pigeon pillow pine
        plum pond poppy prairie quartz quill rabbit raven reed river robin saddle sail salmon
    """.split(),
}
LENGTH = 6


def phrase(language: str, about: PersonalData) -> str:
    """One that the rules of 2.2 take from whom `about` tells of: chance may make a name of two words that meet."""
    words = WORDS.get(language, WORDS["es"])
    while True:
        made = "-".join(secrets.choice(words) for _ in range(LENGTH))
        if not check(made, about):
            return made
