using Wasper.AppHost.Activepieces;

namespace Wasper.AppHost.Embedded;

/// <summary><c>Wasper.Sandbox</c> under Node.js, in the place of Activepieces.</summary>
internal sealed class ActivepiecesStandInResource(string name, string command, string workingDirectory)
    : ExecutableResource(name, command, workingDirectory), IActivepiecesResource;
