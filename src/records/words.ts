/**
 * Words of generated names. DVC's clients know a generated name by its shape: an adjective of 4 or 5 letters, a
 * hyphen, a noun of 4 (DVC 3.67.1: dvc/repo/experiments/utils.py).
 */
export const ADJECTIVES: readonly string[] = (
  "able airy alert amber ample apt azure basic black bland blue bold brave brief brisk broad brown calm cheap chill " +
  "civic clean clear close coral cosy crisp curly cyan daily damp dark deep dense dizzy droll dusty eager early easy " +
  "elite empty equal exact extra faint fair fancy fast fine firm first fit flat fleet fluid fond foggy free fresh " +
  "full funny fuzzy giant glad gold good grand gray great green grey happy hardy hazy heavy high holy huge humid icy " +
  "ideal inner ivory jade jolly juicy jumbo keen kind known large late lazy lean level light lilac lime live local " +
  "long loud low loyal lucid lucky lunar mauve mellow merry mild mint misty modal moist mossy muted naive navy neat " +
  "new nice noble noted novel oaken olive open outer pale perky pink plain plump plush polar proud pure quick quiet " +
  "rapid rare raw ready regal rich right ripe rosy rough round royal ruby rural rusty salty sandy shiny short shy " +
  "silky sleek slim slow smart soft solar solid sonic sound spare spicy stark steep stern still stout sunny super " +
  "sure sweet swift tall tame tawny thick thin tidy tiny total tough true trusty umber upper urban vague valid vast " +
  "vital vivid vocal warm wavy whole wide wild windy wise witty woody young zany zesty"
).split(" ").filter((word) => word.length === 4 || word.length === 5);

export const NOUNS: readonly string[] = (
  "acre alga alto arch area arms aunt aura axis bank bark barn bass bead beak beam bean bear beat bell belt bend bike " +
  "bird blot boat bolt bone book boom boot bowl brew bulb bush cafe cage cake calf camp cane cape card cart case cave " +
  "chat chef chin chip city clam clay clef clip club coal coat cone cook cord cork corn cove crab crew crop crow cube " +
  "curl dash dawn deck deer desk dial dice dill dish dock dome door dory dove drum duck dune dusk dust edge epic fang " +
  "farm fern fife film firn fish flag flax foal foam font ford fork fort frog fuse gale gate gear gift glen glow glue " +
  "goat gong gown gulf gull gust hail hare harp hawk haze heap herb hill hive hoof hook hoop horn hour iris isle jazz " +
  "jeep joke kale keel kelp kite kiwi knob knot lake lamb lamp lane lark lava leaf lens lily lime line link lion loaf " +
  "loch loft loom loop lute lynx mail mane maze mead mesa mica mill mint mist mole moon moss moth mule nest newt node " +
  "nook note nova oath oboe onyx opal oval oven page palm park path peak pear peat pier pike pine plot plum poem pole " +
  "pond pony pool port puma quay quiz rack raft rail rain reed reef rice ring road rock roof rook room root rope rose " +
  "ruby rule rung sail salt sand seal seam seed shoe silk sled snow soap sock sofa song soup star stem step suit surf " +
  "swan tale tank tarn taxi tern tide tile toad toga tram tray tree tuba tuna turf twig vale vase veil vine viol vole " +
  "wand wasp wave weir well whey wick wind wing wolf wood wool wren yard yarn yawl yeti yoga yolk yurt zinc zone"
).split(" ");
