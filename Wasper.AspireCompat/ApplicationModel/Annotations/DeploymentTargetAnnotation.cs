namespace Aspire.Hosting.ApplicationModel;

/// <summary>What a resource becomes where it is deployed, such as a compose service.</summary>
public sealed class DeploymentTargetAnnotation(IResource target) : IResourceAnnotation
{
    /// <summary>The resource's counterpart.</summary>
    public IResource DeploymentTarget { get; set; } = target;

    /// <summary>The environment it is deployed to.</summary>
    public IComputeEnvironmentResource? ComputeEnvironment { get; set; }
}
