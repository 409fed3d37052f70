namespace Wasper.BackupService.Encryption.Age;

/// <summary>Why a file cannot be opened, or a key cannot be read.</summary>
internal enum AgeFailure
{
    /// <summary>A key is written wrongly.</summary>
    BadKey,

    /// <summary>The file is for other keys.</summary>
    NotForThisKey,

    /// <summary>The file is none of this format, was changed, or ends too early.</summary>
    Damaged,
}
