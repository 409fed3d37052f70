using Aspire.Hosting.Dcp.Objects;

namespace Aspire.Hosting.Orchestration;

/// <summary>With what a resource is started: all values known, but for the places DCP fills in.</summary>
/// <param name="Environment">What the model sets; the machine's own variables come on top.</param>
/// <param name="Arguments">The command line, without the program.</param>
/// <param name="HasSensitiveArguments">Whether a secret is among the arguments.</param>
internal sealed record RunConfiguration(IReadOnlyList<DcpEnvVar> Environment, IReadOnlyList<string> Arguments, bool HasSensitiveArguments);
