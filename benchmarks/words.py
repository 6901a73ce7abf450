"""What the benchmark's incidents are made of: services, titles and words, English and Japanese.

The words are those of on-call messages, drawn at random: a sentence means nothing, but it has the lengths and the
marks of real ones.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Named:
    """A group or a service."""

    id: str
    en: str
    ja: str


GROUPS: tuple[tuple[Named, tuple[Named, ...]], ...] = (
    (
        Named("applications", "Applications", "アプリケーション"),
        (
            Named("console", "Web console", "管理コンソール"),
            Named("mobile", "Mobile app", "モバイルアプリ"),
            Named("public-api", "Public API", "公開API"),
            Named("partner-api", "Partner API", "提携先API"),
            Named("sign-in", "Sign-in", "ログイン"),
        ),
    ),
    (
        Named("storage", "Storage", "データ基盤"),
        (
            Named("main-database", "Main database", "主データベース"),
            Named("read-copies", "Read copies", "参照用データベース"),
            Named("file-store", "File store", "ファイル保管"),
            Named("event-stream", "Event stream", "イベント配信"),
            Named("reporting", "Reporting", "集計レポート"),
        ),
    ),
    (
        Named("network", "Network", "ネットワーク"),
        (
            Named("edge-cache", "Edge cache", "配信キャッシュ"),
            Named("name-service", "Name service", "名前解決"),
            Named("front-door", "Front door", "接続口"),
            Named("image-resizer", "Image resizer", "画像変換"),
            Named("balancer", "Traffic balancer", "負荷分散"),
        ),
    ),
    (
        Named("around", "Around it", "周辺サービス"),
        (
            Named("mail-out", "Outgoing mail", "メール送信"),
            Named("invoices", "Invoices", "請求"),
            Named("push", "Push messages", "プッシュ通知"),
            Named("handbook", "Handbook", "利用案内"),
            Named("audit-log", "Audit log", "監査記録"),
        ),
    ),
)
SERVICES: tuple[Named, ...] = tuple(service for _, services in GROUPS for service in services)

TITLES: tuple[tuple[str, str], ...] = (
    ("many requests fail", "多くのリクエストが失敗しています"),
    ("slow answers", "応答が遅くなっています"),
    ("partly out of reach", "一部に接続できません"),
    ("jobs are late", "処理が遅れています"),
    ("connections are refused", "接続が拒否されます"),
    ("changes are not saved", "変更が保存されません"),
    ("people cannot sign in", "ログインできません"),
    ("time-outs for some accounts", "一部のアカウントで時間切れになります"),
    ("works slower than usual", "いつもより動作が遅くなっています"),
    ("figures are out of date", "表示される値が古くなっています"),
)
"""What a title says after the name of its first service (English, Japanese)."""

_EN = (
    "a about again all also an and any are as at back because been before between both but by can each every few "
    "for from had has have in into is it its later many more most no now of on once one only or other our over "
    "several since so soon still than that the their then these they this to two under until was we were when "
    "which while will with without accounts alarms answers backups batches browsers builds calls capacity causes "
    "certificates changes checks clients clusters code colleagues connections copies customers cut database "
    "deliveries disks doors drained engineers errors estimate eventually failed files firmware fixed full growing "
    "healthy hosts hours increase jobs keys kernel late leader limits links load locks logs machines memory "
    "messages minutes mirror monitors network nodes normal notices numbers office orders pages partners patched "
    "people pools power probes provider queues reads rebuilt records regions released reloaded removed repaired "
    "replaced requests restored retries rolled routers routes rows rules saved schedule sessions settings shards "
    "slower spare stable started stopped storage supplier switched tables tests threads tickets tokens tool "
    "traffic updated users usual versions volumes waiting watched window workers writes zones"
)
EN: tuple[str, ...] = tuple(_EN.split())

_JA = (
    "お客様 当社 担当者 技術者 窓口 一部の すべての 現在 引き続き まもなく 今朝 深夜 先ほど 通常どおり 詳しく 順に "
    "接続を 応答が 処理が 通信が 設定を 記録を 原因を 影響を 負荷が 容量が 回線を 機器を 要求が 画面が 結果を 復旧を "
    "データベースの サーバーの ネットワークの ディスクの キャッシュの ログインの 請求の 通知の 画像の 検索の 予約の "
    "確認し 調査し 監視し 修正し 切り替え 再起動し 追加し 停止し 再開し 取り消し 見直し 置き換え 戻し お知らせし "
    "遅れ 失敗し 増え 減り 続き 集中し 途切れ 滞り 安定し 回復し およそ三割 数分 二時間 半分 約千件 一時的に 段階的に "
    "自動的に 念のため あらかじめ 速やかに それぞれ 再び 同時に ほかの 新しい 古い 上流の 予備の 主な 別の"
)
JA: tuple[str, ...] = tuple(_JA.split())
"""Set one after the other without spaces, as Japanese is."""

JA_ENDINGS: tuple[str, ...] = (
    "ています。",
    "ました。",
    "ております。",
    "ているところです。",
    "る予定です。",
)
"""What a Japanese sentence ends in."""
