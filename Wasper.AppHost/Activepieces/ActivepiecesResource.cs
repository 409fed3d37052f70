namespace Wasper.AppHost.Activepieces;

/// <summary>The published image: app, API and worker in one container.</summary>
internal sealed class ActivepiecesResource(string name) : ContainerResource(name), IActivepiecesResource;
