import type { PageTexts } from "../page-texts.ts";

export const pages: PageTexts = {
  about: {
    title: "Cómo funciona",
    intro:
      "El Sistema Nacional de Avisos sobre Terrorismo (NTAS, por sus siglas en inglés) informa al público, al gobierno y a las empresas sobre amenazas de terrorismo: qué se sabe, dónde, hasta cuándo y qué hacer.",
    kindsTitle: "Tres tipos de avisos",
    kindsIntro:
      "No hay un nivel permanente, ni números ni colores. Se emite un aviso cuando hay algo que decir, y cada uno es de uno de estos tipos:",
    sections: [
      {
        heading: "Todo aviso termina",
        paragraphs: [
          "Cada aviso tiene un fin, con día, hora y zona horaria (hora del Este). En ese momento termina por sí solo, en este sitio y en todos los canales.",
          "Antes puede ser actualizado, prorrogado, reemplazado o terminado. Cada cambio se envía por la misma vía que el original, con su motivo.",
        ],
      },
      {
        heading: "No hay señal de «fin del peligro»",
        paragraphs: [
          "Cuando no hay ningún aviso vigente, no hay nivel ni mensaje de que todo está bien. Eso no significa que no haya riesgo.",
        ],
      },
      {
        heading: "Cuando algo se emitió por error",
        paragraphs: [
          "Se retira, se informa a todos los que lo recibieron y este sitio dice «Retirado: emitido por error». El texto equivocado ya no se muestra.",
        ],
      },
      {
        heading: "Quién decide",
        paragraphs: [
          "El Secretario de Seguridad Nacional decide sobre los avisos del NTAS, en coordinación con otras entidades federales. La ley pide en cada aviso medidas de protección específicas y un alcance limitado, siempre que sea posible, a una región, una localidad o un sector de la economía.",
          "En este sitio ninguna persona puede publicar algo nuevo por sí sola: una escribe y otra aprueba exactamente ese texto.",
        ],
      },
      {
        heading: "Lo que no está aquí",
        paragraphs: [
          "Solo hay información pública. La distribución de un aviso puede limitarse a la policía o a un sector; esos avisos no aparecen aquí.",
        ],
      },
    ],
    record: {
      title: "El registro",
      intro:
        "Todo lo que hacen los editores se escribe en una cadena: cada asiento está ligado al anterior por SHA-256. Este es el asiento más reciente que cambió lo que usted ve en este sitio:",
      none: "Aquí todavía no se ha publicado nada.",
      act: "Asiento",
      from: "Vigente desde",
      check:
        "Guarde estas dos líneas. Nadie puede cambiar, añadir ni quitar un asiento anterior sin que cambie el valor de este número, y se puede pedir a la agencia que muestre su registro frente al suyo.",
    },
    sourcesTitle: "Fuentes",
  },
  report: {
    title: "Informar de actividad sospechosa",
    emergencyTitle: "En una emergencia",
    emergencyBefore: "Llame de inmediato al",
    emergencyAfter: "si alguien está en peligro o se está cometiendo un delito.",
    suspicionTitle: "Algo parece sospechoso",
    suspicion: "Avise a la policía local: el departamento de policía o la oficina del sheriff del lugar donde lo vio.",
    notHere:
      "Este sitio no recibe denuncias, y el Departamento de Seguridad Nacional pide que no se le informe a él de actividad sospechosa.",
    whatToSayTitle: "Qué decir",
    whatToSay: "Dígalo de la manera más clara y exacta posible:",
    questions: [
      { question: "Quién:", answer: "¿a quién vio? Describa a las personas o el vehículo." },
      { question: "Qué:", answer: "¿qué vio que ocurría?" },
      { question: "Cuándo:", answer: "¿qué día y a qué hora lo vio?" },
      { question: "Dónde:", answer: "¿dónde ocurrió: dirección, línea, estación, puerta, piso?" },
      { question: "Por qué:", answer: "¿por qué le parece sospechoso?" },
    ],
    behavioursTitle: "Qué puede ser una señal",
    behavioursIntro: "Cada una puede ser inocente. Agentes capacitados deciden si hace falta más:",
    behaviours: [
      "alguien dice o insinúa que va a herir a personas o a destruir algo;",
      "un interés largo o disimulado en guardias, cámaras, entradas o procedimientos, también con fotografías;",
      "preguntas sobre un edificio, un evento o su protección que van más allá de la curiosidad;",
      "pruebas de cómo reaccionan guardias, alarmas o sistemas informáticos;",
      "entrar, o intentar entrar, donde está prohibido, o hacerse pasar por personal;",
      "credenciales, uniformes, vehículos o equipos robados o perdidos;",
      "documentos falsos, o un nombre o un propósito falso;",
      "cantidades inusuales de armas, productos químicos, combustible u otro material, compradas o guardadas;",
      "daños o alteraciones en equipos, sistemas informáticos o infraestructura;",
      "reunir dinero o reclutar personas para la violencia.",
    ],
    behavioursSource: "Según: Recognize the Signs (DHS)",
    directoryTitle: "Dónde informar, por estado y territorio",
    directoryIntro: "Indicado por quien opera este sitio. En una emergencia llame siempre al 9-1-1.",
    directoryStates: "Estados y territorios",
    phone: "Teléfono",
    email: "Correo electrónico",
    web: "Sitio web",
    cautionTitle: "Con cuidado",
    cautions: [
      "Informe de lo que la gente hace, no de quién es: el origen, la religión, el idioma o la apariencia no son sospechosos.",
      "No se enfrente a nadie y no toque ni mueva ningún objeto. Primero aléjese, luego llame.",
    ],
  },
  machines: {
    title: "Para máquinas",
    intro:
      "Los mismos avisos para lectores de noticias, pantallas, programas de alerta y sus propios programas. No se necesita clave. Un aviso deja de estar vigente aquí en el mismo segundo en que termina o se retira.",
    addressesTitle: "Direcciones",
    tryIt: "Pruébelo:",
    clientsTitle: "Por dónde empezar",
    clientsIntro: "Según lo que tenga. Más abajo se explican todas las direcciones.",
    howOften: "Con qué frecuencia",
    howToCheck: "Cómo comprobar que es auténtico",
    clients: {
      signage: {
        title: "Letreros y pantallas",
        howOften:
          "Cada 60 segundos. Muestre cada mensaje como máximo hasta su propio fin, y diez minutos tras la última respuesta correcta.",
        howToCheck: "HTTPS a este sitio; el archivo lleva además una firma XML.",
      },
      aggregator: {
        title: "Agregadores de alertas",
        howOften: "Cada 60 segundos con If-None-Match, o nunca: suscríbase en el centro WebSub.",
        howToCheck: "Cada archivo CAP lleva una firma XML. Guarde su identificador: no cambia nunca.",
      },
      fusion: {
        title: "Centros de fusión, ISAC y SIEM",
        howOften: "Cada 60 segundos, con added_after del último X-TAXII-Date-Added-Last.",
        howToCheck: "HTTPS a este sitio. Cada informe nombra su archivo CAP, que va firmado.",
      },
      reader: {
        title: "Lectores de noticias",
        howOften: "Como lo haga su lector; cada 30 segundos es lo máximo que puede traer algo nuevo.",
        howToCheck: "Cada entrada lleva a su página en este sitio.",
      },
      app: {
        title: "Aplicaciones y programas propios",
        howOften: "status.json una vez por minuto; cuando cambie, los avisos. O mantenga abiertos los eventos.",
        howToCheck: "HTTPS a este sitio. Cada revisión nombra su archivo CAP, que va firmado.",
      },
      embedder: {
        title: "Sitios web y pantallas informativas",
        howOften:
          "El marco y la página para pantallas se renuevan solos. Pida la insignia una vez por minuto y no guarde nunca una copia.",
        howToCheck: "Cárguelos cada vez desde este sitio: una imagen copiada dura más que su aviso.",
      },
      partner: {
        title: "Socios a los que se avisa",
        howOften:
          "Nunca: se le llama en menos de un segundo. Consulte aun así una vez por hora, por si falló su propia dirección.",
        howToCheck:
          "WebSub: X-Hub-Signature con su hub.secret. Webhooks: webhook-signature con su secreto, y descarte un webhook-id que ya haya recibido.",
      },
    },
    addresses: {
      feeds: {
        title: "RSS, Atom y JSON Feed",
        text: "Para los lectores de noticias de las personas. Filtros: ?kind= &area= &sector= &lang=",
      },
      capFeed: {
        title: "CAP 1.2, como canal Atom",
        text: "Para programas de alerta. Cada entrada enlaza un mensaje del Protocolo de Alerta Común, el más reciente primero.",
      },
      capCurrent: {
        title: "El único mensaje CAP vigente",
        text: "Para pantallas que consultan una sola dirección. Solo Alertas, salvo que ?kind= diga otra cosa; la más urgente primero. HTTP 204 sin contenido cuando no hay ninguno.",
      },
      certificate: {
        title: "Prueba de que un mensaje CAP es nuestro",
        text: "Cada mensaje CAP va firmado (firma XML, RSA-SHA256). Aquí están los certificados: primero el que firma ahora, después el siguiente y todos los anteriores. Para comprobar un mensaje: xmlsec1 --verify --trusted-pem certificate.pem --enabled-key-data x509 message.xml",
      },
      ntasAlerts: {
        title: "XML de NTAS 1.1: alertas",
        text: "El formato que el DHS documentó para el NTAS. Las horas están en GMT. Cuando no hay nada vigente: HTTP 200 y una lista vacía.",
      },
      ntasFeed: {
        title: "XML de NTAS 1.1: todo en un archivo",
        text: "Lo mismo con todos los detalles, secciones, lugares y sectores.",
      },
      api: {
        title: "JSON",
        text: "Todos los avisos con su estado y su historial. Filtros: ?phase= &kind= &area= &sector= &lang=. Por páginas: ?limit= y seguir next. Solo algunos campos: ?fields=. Como mapa: Accept: application/geo+json",
      },
      events: {
        title: "Cambios en el momento en que ocurren",
        text: "Eventos enviados por el servidor en una décima de segundo. Cada uno es una referencia: consulte lo que nombra. Envíe Last-Event-ID para continuar tras un corte; un mismo evento puede llegar dos veces, con el mismo identificador.",
      },
      websub: {
        title: "Centro WebSub",
        text: "Cada canal nombra este centro. Pídale por POST que le envíe un canal, con sus filtros, en cada cambio: primero se pregunta a su dirección. Un secreto suyo firma lo que se envía. Si desea un webhook propio, pídalo a la agencia: siguen Standard Webhooks.",
      },
      taxii: {
        title: "TAXII 2.1, para inteligencia de amenazas",
        text: "Informes STIX 2.1, solo de lectura: una colección, llamada advisories. Lo que terminó lleva la etiqueta ended; lo emitido por error figura como revocado.",
      },
      sheets: {
        title: "Texto sin formato y PDF",
        text: "Un aviso en 70 columnas, para líneas braille y teléfonos antiguos, y como PDF etiquetado de una o dos páginas. No todos los idiomas se pueden escribir en PDF.",
      },
      pictures: {
        title: "Marco, insignia, pantalla y calendario",
        text: "Un marco de 170 por 180 píxeles o de ancho variable, una insignia en SVG y PNG, una página para pantallas que dice cuándo no pudo actualizarse y un calendario con un suceso en cada fin.",
      },
      openapi: { title: "OpenAPI", text: "La descripción de la interfaz JSON, para generadores y validadores." },
    },
    sections: [
      {
        heading: "Con qué frecuencia consultar",
        paragraphs: [
          "Una vez por minuto basta para casi todo; cada 30 segundos es lo máximo que puede traer algo nuevo.",
        ],
        points: [
          "Envíe If-None-Match con el ETag de la última respuesta: una respuesta sin cambios es entonces 304, sin contenido.",
          "Un letrero que consulta una vez por minuto, con la demora propia de su reproductor, puede ir tres minutos atrasado: muestre cada mensaje como máximo hasta el fin que indica, y diez minutos tras la última respuesta correcta.",
          "Respete Cache-Control y Retry-After. Ninguna respuesta puede guardarse más allá del fin de un aviso.",
          "Una respuesta vacía con 200 o 204 significa que no hay avisos. Cualquier otro código significa que no lo sabemos: conserve lo que tiene, marcado como antiguo, hasta su fin, y no muestre nunca «ninguno».",
          "La cabecera Date dice cuándo se hizo la respuesta. Muestre a sus lectores cuándo supo de nosotros por última vez.",
        ],
      },
      {
        heading: "Notas de servicio",
        paragraphs: [
          "Antes de pruebas previstas, cambios de certificados o formatos e interrupciones, los contactos de los socios reciben correo sobre ello. Pida a la agencia que ponga su dirección en la lista: recibirá un correo con un enlace y allí dirá que sí. Los socios con un webhook pueden pedirlo en su página. Las notas de servicio nunca tratan de una amenaza.",
        ],
      },
      {
        heading: "Condiciones",
        paragraphs: ["Puede usar, copiar, traducir y difundir todo lo que hay aquí."],
        points: [
          "Muestre el tipo con palabras: Boletín, Alerta elevada o Alerta inminente. Las normas para instalaciones reguladas distinguen las Alertas de los Boletines.",
          "Muestre cuándo termina, con la zona horaria, y quítelo en ese momento.",
          "Difunda los cambios y las retiradas por la misma vía que el original.",
          "En copias y traducciones conserve el lugar y un enlace al aviso.",
          "No haga nunca de una respuesta vacía una señal de «fin del peligro».",
          "Los simulacros y las pruebas están solo bajo /exercise/. No los mezcle con los avisos reales.",
        ],
      },
    ],
  },
  privacy: {
    title: "Privacidad",
    intro: "Puede leer todo lo que hay en este sitio sin decirnos nada de usted.",
    sections: [
      {
        heading: "Cuando usted lee",
        paragraphs: [
          "Estas páginas no usan cookies, no cargan nada de otros sitios y no lo siguen.",
          "Su navegador guarda una copia de los últimos avisos leídos, para cuando no haya conexión. Se queda en su dispositivo; al borrar los datos del sitio en el navegador desaparece.",
        ],
      },
      {
        heading: "Cuando se suscribe",
        paragraphs: ["Guardamos lo necesario para enviarle avisos:"],
        points: [
          "su dirección de correo electrónico, o la dirección que su navegador creó para las notificaciones;",
          "sus preferencias: idioma, tipos, lugares, sectores;",
          "cuándo y cómo se suscribió y lo confirmó;",
          "qué avisos se le enviaron, para que también le lleguen las correcciones.",
        ],
      },
      {
        heading: "Lo que no hacemos",
        paragraphs: [
          "Los mensajes no llevan imágenes de rastreo ni enlaces modificados. Las direcciones se usan para los avisos y para nada más.",
        ],
      },
      {
        heading: "Cuando se da de baja",
        paragraphs: [
          "Cada mensaje tiene un enlace para darse de baja. Después no se le envía nada más. Las notificaciones también pueden desactivarse en el navegador.",
        ],
      },
      {
        heading: "Llevarse los datos, hacerlos borrar",
        paragraphs: [
          "La página en la que cambia sus preferencias le da en un archivo todo lo que se guarda sobre usted, y lo borra. Después queda una marca cifrada de la que no se puede leer su dirección: con ella ninguna lista puede volver a suscribirlo.",
          "Una suscripción que nadie confirmó se olvida en alrededor de un mes.",
        ],
      },
      {
        heading: "Contactos de los socios",
        paragraphs: [
          "De quien fue invitado a recibir avisos sobre el propio servicio guardamos un nombre, una dirección y un idioma, hasta que lo quitamos de la lista. Cada aviso lleva un enlace para dejar de recibirlos. Después queda una marca cifrada, para no volver a preguntar a quien dijo que no.",
        ],
      },
    ],
  },
  accessibility: {
    title: "Accesibilidad",
    intro: "Una advertencia debe llegar a todos. Este sitio se construye según WCAG 2.2, nivel AA.",
    sections: [
      {
        heading: "Qué significa aquí",
        paragraphs: [],
        points: [
          "Cada página funciona sin JavaScript, solo con el teclado, con lector de pantalla y a 360 píxeles o con un 400 % de aumento.",
          "El tipo, el lugar y el fin van primero. El tipo se dice con palabras y con forma, nunca solo con color.",
          "Se siguen los ajustes de su dispositivo: claro, oscuro y alto contraste; las páginas se imprimen en papel común.",
          "Cada parte está marcada con el idioma en que está.",
        ],
      },
      {
        heading: "Si algo no le funciona",
        paragraphs: [
          "Dígaselo a la entidad que administra este sitio, con la dirección de la página y lo que usted usa. Los avisos también llegan por correo electrónico y en canales, en texto sencillo.",
        ],
      },
    ],
  },
};
