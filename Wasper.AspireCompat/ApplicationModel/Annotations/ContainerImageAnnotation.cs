namespace Aspire.Hosting.ApplicationModel;

/// <summary>The image of a container.</summary>
public sealed class ContainerImageAnnotation : IResourceAnnotation
{
    private string? _tag;
    private string? _sha256;

    /// <summary>The registry's host; null leaves the choice to the container runtime.</summary>
    public string? Registry { get; set; }

    /// <summary>The image without registry and tag: <c>library/postgres</c>.</summary>
    public required string Image { get; set; }

    /// <summary>The tag; setting it drops the digest.</summary>
    public string? Tag
    {
        get => _tag;
        set => (_tag, _sha256) = (value, null);
    }

    /// <summary>The digest, 64 hexadecimal digits; setting it drops the tag.</summary>
    public string? SHA256
    {
        get => _sha256;
        set => (_tag, _sha256) = (null, value);
    }
}
