using Troupe.Fuzzing.Tests.Engine;

namespace Troupe.Fuzzing.Tests;

/// <summary>Does what no target may, so that it can be seen that this is found.</summary>
internal sealed class BrokenTarget : FuzzTarget
{
    public override string Name => "broken";

    public override IReadOnlyDictionary<string, byte[]> Golden { get; } = new Dictionary<string, byte[]> { ["Good"] = [0] };

    public override void Run(byte[] input, Random random)
    {
        switch (input.Length == 0 ? 0 : input[0])
        {
            case 1: throw new NotSupportedException("An undocumented exception was thrown.");
            case 2: GC.KeepAlive(new byte[1 << 20]); break;
            case 3: Thread.Sleep(150); break;
        }
    }
}
