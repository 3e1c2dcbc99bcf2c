using Troupe.Fuzzing.Tests.Engine;
using Xunit.Abstractions;

namespace Troupe.Fuzzing.Tests;

/// <summary>What is run with every change. The long run is the program; see docs/security.md.</summary>
public sealed class FuzzingSpecs(ITestOutputHelper output)
{
    private const int Seed = 20_26;

    [Theory]
    [InlineData("frames", 60_000)]
    [InlineData("handshake", 20_000)]
    [InlineData("settings", 20_000)]
    [InlineData("payloads", 40_000)]
    [InlineData("errors", 20_000)]
    [InlineData("functions", 15_000)]
    [InlineData("actor-frames", 15_000)]
    [InlineData("shared-objects", 20_000)]
    [InlineData("rings", 20_000)]
    [InlineData("tables", 20_000)]
    [InlineData("flight-records", 10_000)]
    [InlineData("relay-messages", 20_000)]
    [InlineData("worker-frames", 15_000)]
    public void Changed_input_is_read_or_refused_and_nothing_else(string name, int inputs)
    {
        using var target = FuzzTargets.Create(name);
        output.WriteLine($"{Fuzzer.Run(target, inputs, Seed)} inputs");
    }

    [Fact]
    public void What_a_target_must_not_do_is_found()
    {
        using var broken = new BrokenTarget();
        foreach (var (input, what) in new[] { (1, "was thrown"), (2, "bytes are allowed"), (3, "ms") })
            Should.Throw<FindingException>(() => Fuzzer.Try(broken, [(byte)input], Seed, "made")).Message.ShouldContain(what);
        Should.Throw<FindingException>(() => Fuzzer.Run(broken, 10_000, Seed)).Message.ShouldContain($"seed {Seed}");
    }
}
