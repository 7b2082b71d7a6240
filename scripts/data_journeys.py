"""Journeys over DVC's data commands, for interop_data.py, which says how to read them."""

# a file, a folder, one below a folder, all committed
DATA = """
mkdir -p d/s sub && echo 1 > d/1 && echo 2 > d/2 && echo 3 > d/s/3 && echo f > f && echo g > sub/g
! add -q d f sub/g
git add -A && git commit -q -m 1
"""

JOURNEYS = {
    "status-and-diff": DATA + """
    > data status
    > data status --json --unchanged
    > data status --json --unchanged --granular
    > diff
    > diff --json
    echo 22 > d/2 && rm d/1 && echo 4 > d/4 && mv f h && echo un > un && mkdir u2 && echo x > u2/x
    > data status
    > data status --json
    > data status --granular --json
    > data status --granular --unchanged d
    > data status --untracked-files
    > data status --untracked-files no
    ~ data status --untracked-files u2 --json
    > data status f
    > data status d/2 --granular --json
    > data status nowhere --json
    > data status -r no-such-remote
    >sub@ data status
    > diff
    > diff --json --show-hash
    > diff --md --show-hash
    > diff --md
    > diff --show-hash --hide-missing
    > diff --targets d/2 f --json
    > diff --targets d/s --json
    ~ diff --targets nowhere
    > diff HEAD HEAD
    > diff HEAD HEAD --json
    > diff no-such-rev
    ! add -q d h
    > data status --json
    > diff HEAD
    git add -A && git rm -q --cached f.dvc && rm f.dvc && git commit -q -m 2
    > data status --json
    > diff HEAD~1 HEAD
    > diff HEAD~1 HEAD --json --targets h d
    rm -rf .dvc/cache "$DVC_SITE_CACHE_DIR"
    > data status --json --granular
    > diff --json
    """,
    "not-in-remote": DATA + """
    > data status --not-in-remote
    > data status --not-in-remote --json --granular
    ~ data status --not-in-remote -r no-such-remote
    > remote add -d r remote
    echo /remote > .git/info/exclude
    > data status --not-in-remote --json
    ! push -q
    > data status --not-in-remote --json --granular
    rm -r remote/files/md5/26
    > data status --not-in-remote --json --granular
    """,
}
JOURNEYS["move"] = """
    mkdir -p d/s e t k/n ext && echo 1 > a && echo 2 > b && echo x > d/x && echo y > d/s/y && touch e/.keep k/n/.keep && echo im > ext/im
    printf 'stages:\\n  s:\\n    cmd: echo o > o\\n    outs: [o]\\n' > dvc.yaml
    ! repro -q
    ! add -q a b d
    cp ext/im imp && printf 'md5: e9797735a339f8003ccebe2940e28f85\\nfrozen: true\\ndeps:\\n- md5: b4bf6f6511edf7f2bce74646da879bb8\\n  size: 3\\n  hash: md5\\n  path: ext/im\\nouts:\\n- md5: b4bf6f6511edf7f2bce74646da879bb8\\n  size: 3\\n  hash: md5\\n  path: imp\\n' > imp.dvc
    git add -A && git commit -q -m 1
    ~ move a a2
    ~ move b e
    ~ mv d e/dd
    > move o o2
    ~ move imp e/imp2
    > move nowhere x
    > move a2 no/such/x
    rm e/b
    ~ move e/b k/n
    echo q > q
    ! add -q q
    mv q.dvc t/other.dvc && sed -i 's/path: q/path: ..\\/q/' t/other.dvc
    ~ move q e
    ~ move e/q e/q5
    echo w > w && printf 'outs:\\n- path: other\\n' > w2.dvc
    ! add -q w
    > move w w2
    echo changed > w
    ! commit -q imp.dvc
    ~ move w w9
    ~ move w9.dvc w10.dvc
    > move e/dd/x xx
    >e@ move dd ../k
    rm -r .dvc/cache
"""
JOURNEYS["fetch"] = """
    printf 'metrics: [m/acc.json]\\nplots: [p.csv]\\nstages:\\n  s:\\n    cmd: mkdir m && echo {} > m/acc.json && echo 1 > own.json && echo a > p.csv && echo big > big\\n    outs: [m, p.csv, big]\\n    metrics: [own.json]\\n' > dvc.yaml
    ! repro -q
    mkdir d && echo 12345678901234567890 > d/long && echo 1 > small
    ! add -q d small
    ! remote add -d r remote
    echo /remote > .git/info/exclude
    > push
    > push
    rm -r .dvc/cache/files
    > fetch --type metrics
    > fetch --type plots
    > fetch --max-size 4
    ~ fetch --type nope
    ~ fetch --max-size x
    > fetch d
    > fetch -j 2
    rm -r .dvc/cache/files
    > pull -j 4 small
    > status -c --json
    > status -c -j 3
    rm -r .dvc/cache/files d remote/files/md5/5f
    ~ pull
    ~ pull --allow-missing
    ~ fetch
    ~ fetch -r none
    > push --glob 'sm*'
    rm -rf .dvc/cache
"""
JOURNEYS["destroy"] = DATA + """
    printf 'stages:\\n  s:\\n    cmd: echo o > o\\n    outs: [o]\\n' > dvc.yaml
    ! repro -q
    ! config cache.type symlink
    ! checkout -q --relink
    git add -A && git commit -q -m 2
    ~ destroy
    ls o f d/1 .dvc/config dvc.lock >/dev/null
    > destroy -f
    test ! -e .dvc && test ! -L f && cat f d/1 >/dev/null
    ~ status
"""
JOURNEYS["cache-migrate"] = """
    put() { h=$(printf "$2" | tr -d '\\r' | md5sum | cut -c1-32); d=.dvc/cache/$(echo $h | cut -c1-2); mkdir -p $d $(dirname $1); printf "$2" > $d/$(echo $h | cut -c3-); printf "$2" > $1; printf 'outs:\\n- md5: %s\\n  size: %s\\n  path: %s\\n' $h $(printf "$2" | wc -c) $(basename $1) > $1.dvc; echo /$(basename $1) >> $(dirname $1)/.gitignore; }; put f 'c\\r\\n'; put sub/g 'g\\n'; put same 'c\\n'
    cp f o && echo /o >> .gitignore && h=$(grep -o '[0-9a-f]\\{32\\}' f.dvc) && printf 'stages:\\n  s:\\n    cmd: cp f o\\n    deps: [f]\\n    outs: [o]\\n' > dvc.yaml && printf 'schema: "2.0"\\nstages:\\n  s:\\n    cmd: cp f o\\n    deps:\\n    - path: f\\n      md5: %s\\n      size: 3\\n    outs:\\n    - path: o\\n      md5: %s\\n      size: 3\\n' $h $h > dvc.lock
    git add -A && git commit -q -m 1
    > cache migrate --dry
    > cache migrate --dry --dvc-files
    > cache migrate
    > cache migrate
    > cache migrate --dvc-files
    > cache migrate --dvc-files
    > cache migrate --dvc-files --dry
    ~ status
"""
# O, A and B: a folder's .dvc file, and what became of it on two sides; F, G and H: of a file
SIDES = """
    mkdir d && echo 1 > d/a && echo 1 > d/b && echo 1 > d/c && echo 1 > f
    ! add -q d f
    cp d.dvc O && cp f.dvc F
    echo 2 > d/a && echo n > d/n && rm d/c && echo 2 > f
    ! add -q d f
    cp d.dvc A && cp f.dvc G
    echo 1 > d/a && rm d/n && echo 1 > d/c && echo 33 > d/b && mkdir d/s && echo x > d/s/x && echo 3 > f
    ! add -q d f
    cp d.dvc B && cp f.dvc H && : > E && cp A keep
"""
JOURNEYS["merges"] = SIDES + """
    > git-hook merge-driver --ancestor O --our A --their B
    cp A merged && cp keep A
    > git-hook merge-driver --ancestor O --our B --their A
    > git-hook merge-driver --ancestor O --our O --their A
    > git-hook merge-driver --ancestor A --our A --their A
    cp keep A && sed -i 's/path: d/path: d\\n  desc: mine/' A
    > git-hook merge-driver --ancestor O --our A --their B
    cp keep A
    > git-hook merge-driver --ancestor F --our G --their H
    > git-hook merge-driver --ancestor F --our A --their H
    > git-hook merge-driver --ancestor E --our G --their H
    > git-hook merge-driver --ancestor O --our A --their E
    printf 'deps:\\n- path: f\\n' > C && cat A >> C
    > git-hook merge-driver --ancestor O --our C --their B
    cp A C && sed -n '2,$p' F >> C
    > git-hook merge-driver --ancestor O --our A --their C
    echo 'meta: {a: 1}  # kept' >> A
    > git-hook merge-driver --ancestor O --our A --their B
    ~ git-hook merge-driver --ancestor O --our A
    ~ git-hook merge-driver --ancestor none --our A --their B
"""
JOURNEYS["merges-of-both"] = SIDES + """
    > git-hook merge-driver --ancestor E --our A --their O
    cp keep A && echo 5 > d/a
    ! add -q d
    > git-hook merge-driver --ancestor O --our A --their d.dvc
    cmp A keep
    echo 2 > d/a && echo n > d/n && echo 33 > d/b
    ! add -q d
    > git-hook merge-driver --ancestor O --our d.dvc --their A
"""
JOURNEYS["hooks"] = DATA + """
    > install
    test -x .git/hooks/post-checkout && test -x .git/hooks/pre-commit && test -x .git/hooks/pre-push
    git config merge.dvc.driver >/dev/null && grep -q 'git-hook pre-push' .git/hooks/pre-push
    > install
    > git-hook pre-commit
    ~ git-hook pre-push origin url
    echo 22 > d/2
    > git-hook pre-commit a b c
    ! add -q d
    rm -rf d f
    > git-hook post-checkout a b 0
    > git-hook post-checkout a b
    mkdir .git/rebase-merge
    > git-hook post-checkout a b 1
    rmdir .git/rebase-merge
    > git-hook post-checkout a b 1
    ~ git-hook
    ~ git-hook nope
"""
JOURNEYS["add-to-remote"] = """
    mkdir -p ../out-$(basename $PWD) sub/deep && o=../out-$(basename $PWD) && echo one > $o/one && mkdir $o/many && echo a > $o/many/a && echo b > $o/many/b && echo in > sub/in && ln -s $o ext-link
    ! remote add -d r remote
    ! remote add other remote2
    echo /remote* > .git/info/exclude
    ~ add --to-remote ext-link/one -o first
    ~ add --to-remote ext-link/many -o sub -r other
    ~ add --to-remote sub/in
    ~ add --to-remote nowhere
    ~ add --to-remote ext-link/one -o first
    ~ add --to-remote ext-link/many -o first -f
    > add --to-remote sub/in first
    > add --to-remote --glob 'sub/*'
    > add --to-remote --no-commit sub/in
    > add -r other sub/in
    > add --remote-jobs 3 sub/in
    > add -o x sub/in first
    ~ add --to-remote ext-link/one -o gone -r no-such-remote
    ~ add ext-link/one -o copied
    ~ add ext-link/one -o copied
    ! pull -r other sub/many
    rm -f ext-link .gitignore sub/.gitignore
"""
JOURNEYS["du"] = DATA + """
    mkdir -p git/x && echo code > git/x/c && echo r > readme && head -c 3000 /dev/zero > d/big
    ! add -q d
    printf 'stages:\\n  s:\\n    cmd: mkdir o && echo o > o/o\\n    outs: [o]\\n' > dvc.yaml
    ! repro -q
    git add -A && git commit -q -m 2
    > du .
    > du . -s
    > du . d
    > du . d/s
    > du . f
    > du . git -s
    > du . --rev HEAD
    > du . --rev HEAD~1
    > du -s . d --rev HEAD~1
    ~ du . nowhere
    ~ du ../no-such-place
    ~ du . --rev no-such-rev
    rm -rf d f
    > du .
    ~ du . d
"""
JOURNEYS["config"] = """
    > remote add -d one s3://bucket/path
    > remote add two /mnt/data --local
    > remote add three ssh://host/p --global
    > remote add one /other
    > remote add -f one s3://bucket/other
    > remote add bad nope://x
    > remote list
    > remote list --local
    > remote list --project
    > remote default
    > remote default two
    > remote default --local two
    > remote default
    > remote default -u --local
    > remote default nowhere
    > remote modify one region eu
    > remote modify one endpointurl http://localhost:9
    > remote modify one nope x
    > remote modify one port 22
    > remote modify three user me --global
    > remote modify three keyfile ../key --global
    > remote modify one url s3://bucket/third
    > remote modify one use_ssl maybe
    > remote modify one jobs many
    > remote modify one verify true
    > remote modify one -u region
    > remote modify one -u region
    > remote modify one region
    > remote modify nowhere url x
    > remote modify one version_aware true
    > remote rename two deux --local
    > remote rename one three
    > remote rename one uno
    > remote rename nowhere x
    > remote default
    > config --list
    > config --list --project
    > config --list --show-origin --local
    > config core.remote
    > config core.remote --local
    > config remote.uno.url
    > config remote.uno.region eu-1
    > config remote.uno.nope eu-1
    > config core.autostage
    > config core.autostage true
    > config core.autostage maybe
    > config core.nope true
    > config nope.x true
    > config core.autostage --unset
    > config core.autostage --unset
    > config --system core.nope x
    > config -l core.remote
    > config
    ~ config a
    > config --global core.analytics false
    > config --show-origin core.analytics
    > remote remove uno
    > remote remove nowhere
    > remote remove three --global
    > remote remove deux --local
    > remote list
    > cache dir
    > cache dir ../cache
    > cache dir
    > cache dir --local /tmp/elsewhere
    > cache dir -u --local
    > cache dir -u
    > cache dir -u
"""
JOURNEYS["transfers"] = DATA + """
    printf 'stages:\\n  s:\\n    cmd: cp f o\\n    deps: [f]\\n    outs: [o]\\n' > dvc.yaml
    ! repro -q
    ! remote add -d r remote
    ! remote add other remote2
    echo /remote* > .git/info/exclude
    > push f
    > push -d s
    > push -R sub
    > push -j 3 d
    > status -c --json
    > push
    > push -r other --run-cache
    git add -A && git commit -q -m 2
    echo new > f
    ! add -q f
    git add -A && git commit -q -m 3
    > push -a
    > push -A
    > push -T
    > status -c -a --json
    > status -c -r other --json
    rm -rf .dvc/cache
    > fetch -j 2 f
    > fetch -A
    > fetch -d s -r r
    rm -f f sub/g
    > pull -j 1 f
    > pull -R sub
    ~ pull -r none
    > pull --run-cache -r other
"""
