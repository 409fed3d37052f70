namespace Wasper.AppHost.Activepieces;

/// <summary>Activepieces, or what stands in for it: takes the variables of <see cref="ActivepiecesEnvironment"/> and serves HTTP on the endpoint <c>http</c>.</summary>
internal interface IActivepiecesResource : IResourceWithEnvironment, IResourceWithEndpoints, IResourceWithWaitSupport;
