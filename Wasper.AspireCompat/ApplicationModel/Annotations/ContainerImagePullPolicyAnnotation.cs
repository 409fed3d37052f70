namespace Aspire.Hosting.ApplicationModel;

/// <summary>When the container runtime fetches the image.</summary>
public sealed class ContainerImagePullPolicyAnnotation : IResourceAnnotation
{
    /// <summary>When to fetch.</summary>
    public required ImagePullPolicy ImagePullPolicy { get; set; }
}

/// <summary>When an image is fetched.</summary>
public enum ImagePullPolicy
{
    /// <summary>As the container runtime does by itself.</summary>
    Default,

    /// <summary>On every start.</summary>
    Always,

    /// <summary>If this machine does not have it.</summary>
    Missing,

    /// <summary>Not at all.</summary>
    Never,
}
