namespace Wasper.Gateway.Webhooks.Storage;

/// <summary>A delivery's body: a small one lies in the record, a large one in a file of its own.</summary>
/// <param name="File">The name of the file, or null.</param>
/// <param name="Length">In bytes.</param>
/// <param name="Checksum">Of the file; the record has its own.</param>
/// <param name="Bytes">The body that lies in the record.</param>
internal readonly record struct StoredBody(string? File, long Length, uint Checksum, ReadOnlyMemory<byte> Bytes)
{
    public const string FilePattern = "*.body";

    public static StoredBody Inline(ReadOnlyMemory<byte> bytes) => new(null, bytes.Length, 0, bytes);

    /// <summary>A name for the file of a body.</summary>
    public static string NewFileName() => $"{Guid.NewGuid():N}.body";
}
