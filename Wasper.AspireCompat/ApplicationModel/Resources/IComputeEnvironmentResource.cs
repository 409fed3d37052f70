using System.Diagnostics.CodeAnalysis;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A place that compute resources are deployed to.</summary>
public interface IComputeEnvironmentResource : IResource
{
    /// <summary>The host under which the endpoint's resource is reached in this environment.</summary>
    [Experimental("ASPIRECOMPUTE002")]
    ReferenceExpression GetHostAddressExpression(EndpointReference endpointReference) =>
        throw new NotSupportedException($"The compute environment '{Name}' does not say under which host '{endpointReference.Resource.Name}' is reached.");
}
