namespace Wasper.BackupService.Encryption.Age;

/// <summary>A file of keys, as <c>age-keygen</c> writes it and <c>age -i</c> and <c>age -R</c> read it.</summary>
internal static class AgeKeyFile
{
    /// <summary>The lines with keys.</summary>
    public static IEnumerable<string> Lines(string content) =>
        content.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Where(line => !line.StartsWith('#'));
}
