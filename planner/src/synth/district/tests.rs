use super::*;
use crate::progress::Silent;
use crate::synth::write_district;

#[test]
#[ignore = "writes a district by hand"]
fn by_hand() {
    let seniors = std::env::var("N").unwrap().parse().unwrap();
    let plan = DistrictPlan { seniors, seed: 1 };
    let dir = std::env::var("OUT").unwrap();
    println!(
        "{:?}",
        write_district(Path::new(&dir), &plan, &Silent).unwrap()
    );
}
