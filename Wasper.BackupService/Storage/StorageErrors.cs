namespace Wasper.BackupService.Storage;

/// <summary>Tells the file system's refusals apart: .NET gives them all as <see cref="IOException"/>, with the system's number in <c>HResult</c>.</summary>
internal static class StorageErrors
{
    private const int NoSpace = 28;
    private const int QuotaLinux = 122;
    private const int QuotaMac = 69;
    private const int TryAgainLinux = 11;
    private const int TryAgainMac = 35;
    private const int WindowsDiskFull = unchecked((int)0x80070070);
    private const int WindowsSharing = unchecked((int)0x80070020);

    /// <summary>Whether the disk, or the account's share of it, is full.</summary>
    public static bool IsDiskFull(this IOException exception)
        => exception.HResult is NoSpace or WindowsDiskFull
            || exception.HResult == (OperatingSystem.IsMacOS() ? QuotaMac : QuotaLinux);

    /// <summary>Whether another process has the file and does not share it.</summary>
    public static bool IsHeldElsewhere(this IOException exception)
        => exception.HResult is WindowsSharing || exception.HResult == (OperatingSystem.IsMacOS() ? TryAgainMac : TryAgainLinux);

    public static BackupException FolderUnusable(string path, Exception exception) => new(
        BackupFailure.FolderUnusable,
        $"The backups folder '{path}' cannot be used ({exception.Message.TrimEnd('.')}): "
        + "let this account read and write it, or set Backup:Directory to another folder.",
        exception);
}
