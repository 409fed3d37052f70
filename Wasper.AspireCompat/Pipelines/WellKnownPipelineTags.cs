using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.Pipelines;

/// <summary>Kinds of steps.</summary>
[Experimental("ASPIREPIPELINES001")]
public static class WellKnownPipelineTags
{
    /// <summary>Makes what the application runs on: machines, networks, accounts.</summary>
    public const string ProvisionInfrastructure = "provision-infra";

    /// <summary>Builds the image of a resource.</summary>
    public const string BuildCompute = "build-compute";

    /// <summary>Brings a resource to where it runs.</summary>
    public const string DeployCompute = "deploy-compute";
}
