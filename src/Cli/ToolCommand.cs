using System.CommandLine;
using System.CommandLine.Help;

namespace Troupe.Cli;

/// <summary>The tool's own command. A <see cref="RootCommand"/> would be called like the program's file.</summary>
internal sealed class ToolCommand : Command
{
    public ToolCommand()
        : base("troupe", "Runs functions in a pool of worker processes.")
    {
        Options.Add(new HelpOption());
        Options.Add(new VersionOption());
    }
}
