namespace Wasper.BackupService;

/// <summary>What kind of thing went wrong: what callers decide on. The sentence for people is in <see cref="BackupException"/>.</summary>
internal enum BackupFailure
{
    /// <summary>Another backup is being made; one at a time.</summary>
    AlreadyRunning,

    /// <summary>No backup has this id.</summary>
    UnknownBackup,

    /// <summary>A stored backup is not what its manifest says.</summary>
    Damaged,

    /// <summary>PostgreSQL does not answer or does not let us in.</summary>
    DatabaseUnavailable,

    /// <summary>pg_dump or pg_restore is missing, too old or cannot be run.</summary>
    ToolsUnusable,

    /// <summary>The backups folder cannot be read or written.</summary>
    FolderUnusable,

    /// <summary>A key cannot be read or made, or is not the one that a backup is encrypted for.</summary>
    KeyUnusable,

    /// <summary>There is too little space for a backup.</summary>
    DiskFull,

    /// <summary>The dump failed, or what it wrote did not pass its check.</summary>
    DumpFailed,

    /// <summary>A backup could not be restored; the database is as it was.</summary>
    RestoreFailed,

    /// <summary>Somebody is connected to the database that is to be replaced.</summary>
    DatabaseInUse,

    /// <summary>Nobody has confirmed that the database is to be replaced.</summary>
    NotConfirmed,

    /// <summary>The database is restored, and the queues in Redis are still those of before.</summary>
    QueueNotCleared,

    /// <summary>It took longer than <c>Backup:TimeoutMinutes</c>.</summary>
    TimedOut,

    /// <summary>The service was told to stop while it ran.</summary>
    Stopped,
}
